/**
 * One job for each {@code job.name}: a lease in Kafka, whose topic's order decides who holds it.
 */
package io.clipstream.jobs.lease;
