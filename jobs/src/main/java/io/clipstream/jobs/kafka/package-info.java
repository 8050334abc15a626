/** How jobs read and write Kafka: records as they lie, control logs, results, dead letters. */
package io.clipstream.jobs.kafka;
