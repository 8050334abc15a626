package io.clipstream.jobs.options;

/** How values are framed. */
public enum Wire {
  SINGLE_OBJECT,
  CONFLUENT
}
