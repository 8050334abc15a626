package io.clipstream.jobs.options;

/** How values are framed. */
public enum WireEncoding {
  SINGLE_OBJECT,
  CONFLUENT
}
