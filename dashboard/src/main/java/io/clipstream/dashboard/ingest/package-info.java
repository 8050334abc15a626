/**
 * Reads the topics: one thread, whole batches in one transaction with the offsets. A broker that is
 * away is waited for, a record that cannot be read is counted, and neither stops it.
 */
package io.clipstream.dashboard.ingest;
