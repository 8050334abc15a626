package io.clipstream.jobs.options;

/** Where a job without state begins to read images. */
public enum StartFrom implements Choice {
  COMMITTED,
  EARLIEST,
  LATEST,
  TIMESTAMP;

  @Override
  public String toString() {
    return written();
  }
}
