package io.clipstream.operators.fetch;

/** What becomes of pictures on a host that is paused. */
public enum OnHostFailure {
  /** Dead letters at once, with the reason {@code HOST_PAUSED}. */
  REJECT,
  /** They wait for the host, and become dead letters when they have waited long enough. */
  WAIT
}
