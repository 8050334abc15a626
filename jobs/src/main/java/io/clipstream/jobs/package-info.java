/** The jobs; start reading at {@link io.clipstream.jobs.TaggingJob}. */
package io.clipstream.jobs;
