package io.clipstream.operators.fetch;

/** A host failed so often that the job must not go on; see {@link FetchSettings.Breaker}. */
public final class HostFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  HostFailedException(String message) {
    super(message);
  }
}
