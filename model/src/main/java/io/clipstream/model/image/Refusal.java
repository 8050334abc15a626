package io.clipstream.model.image;

/** Carries a rejection from deep inside a parser to {@link ImageDecoder}; never leaves it. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final RejectReason reason;

  private Refusal(RejectReason reason, String message) {
    super(message, null, false, false); // no stack trace: bad pictures are ordinary and frequent
    this.reason = reason;
  }

  RejectReason reason() {
    return reason;
  }

  static Refusal corrupt(String message) {
    return new Refusal(RejectReason.CORRUPT, message);
  }

  static Refusal tooLarge(String message) {
    return new Refusal(RejectReason.TOO_LARGE, message);
  }

  static Refusal unsupported(String message) {
    return new Refusal(RejectReason.UNSUPPORTED, message);
  }

  static Refusal unknownFormat(String message) {
    return new Refusal(RejectReason.UNKNOWN_FORMAT, message);
  }

  static Refusal empty() {
    return new Refusal(RejectReason.EMPTY, "picture has no bytes");
  }
}
