package io.clipstream.model;

/**
 * A checkpoint, vocabulary, data set or setting that cannot be used. The message is written for the
 * person who gave it: the subject, what was expected, what was found, and what to do.
 */
public class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ModelException(String message) {
    super(message);
  }

  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
