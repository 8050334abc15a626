/**
 * Brings pictures that events name by URI, and nothing that the job's owner has not allowed. {@link
 * io.clipstream.operators.fetch.GuardedFetch} is the piece of a job; {@link
 * io.clipstream.operators.fetch.Fetcher} does the work and knows no stream.
 */
package io.clipstream.operators.fetch;
