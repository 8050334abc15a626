package io.clipstream.operators.tagging;

/** What a job does when a checkpoint that it should take cannot be used. */
public enum OnSwapFailure {
  /** It goes on with the one it has, says so, and tries again. */
  KEEP,
  /** It fails, and its restart strategy acts. */
  FAIL_JOB
}
