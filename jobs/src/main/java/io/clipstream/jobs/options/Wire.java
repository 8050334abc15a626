package io.clipstream.jobs.options;

/** How values are framed. */
public enum Wire implements Choice {
  SINGLE_OBJECT,
  CONFLUENT;

  @Override
  public String toString() {
    return written();
  }
}
