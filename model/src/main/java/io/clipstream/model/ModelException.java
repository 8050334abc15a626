package io.clipstream.model;

import io.clipstream.schemas.ClipstreamException;
import java.util.List;

/**
 * A checkpoint, vocabulary, data set, picture or setting of training that the model cannot be made
 * or trained from.
 */
public class ModelException extends ClipstreamException {
  private static final long serialVersionUID = 1L;

  public ModelException(String message) {
    super(message);
  }

  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Several things that are wrong at once. */
  public ModelException(List<String> problems) {
    super(problems);
  }
}
