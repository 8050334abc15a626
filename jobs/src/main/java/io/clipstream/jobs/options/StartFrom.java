package io.clipstream.jobs.options;

/** Where a job without state begins to read images. */
public enum StartFrom {
  COMMITTED,
  EARLIEST,
  LATEST,
  TIMESTAMP
}
