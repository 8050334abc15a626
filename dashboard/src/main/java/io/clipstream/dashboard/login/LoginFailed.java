package io.clipstream.dashboard.login;

/** A login by an issuer that came to nothing. */
final class LoginFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String kind;

  /**
   * @param kind what the page tells: expired, failed or refused
   * @param message for the log
   */
  LoginFailed(String kind, String message) {
    super(message);
    this.kind = kind;
  }

  LoginFailed(String kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  String kind() {
    return kind;
  }
}
