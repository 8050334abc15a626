package io.clipstream;

/**
 * A checkpoint, label, data set or setting that cannot be used, or an engine that failed. The
 * message is written for the person who gave it: the subject, what was expected, what was found,
 * and what to do. Characters that act on terminals are escaped in it.
 */
public final class ClipstreamException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ClipstreamException(String message, Throwable cause) {
    super(message, cause);
  }
}
