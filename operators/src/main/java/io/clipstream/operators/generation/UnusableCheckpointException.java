package io.clipstream.operators.generation;

import io.clipstream.model.ModelException;

/** A checkpoint that was to take over cannot be used, and that is to fail the job. */
public final class UnusableCheckpointException extends ModelException {
  private static final long serialVersionUID = 1L;

  public UnusableCheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
