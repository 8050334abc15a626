package io.clipstream.operators.fetch;

/** Ends a fetch from within; becomes a {@link FetchResult.Failed} at its edge. */
final class FetchException extends Exception {
  private static final long serialVersionUID = 1L;

  private final FetchFault fault;

  FetchException(FetchFault fault, String message) {
    super(message);
    this.fault = fault;
  }

  FetchException(FetchFault fault, String message, Throwable cause) {
    super(message, cause);
    this.fault = fault;
  }

  FetchFault fault() {
    return fault;
  }

  FetchResult.Failed result() {
    return new FetchResult.Failed(fault, getMessage());
  }
}
