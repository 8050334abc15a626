package io.clipstream.jobs.options;

/** What a failure may do to results. */
public enum Delivery {
  /** Nothing is lost and nothing repeated, for readers of committed records. */
  EXACTLY_ONCE,
  /** Nothing is lost; after a failure some results come twice. */
  AT_LEAST_ONCE
}
