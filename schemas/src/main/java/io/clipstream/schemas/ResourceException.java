package io.clipstream.schemas;

import java.util.List;

/**
 * A thing outside that was named rightly and cannot be used as it is: a broker that does not
 * answer, a topic that is missing, a directory that another process owns, a path that is not
 * allowed.
 */
public class ResourceException extends ClipstreamException {
  private static final long serialVersionUID = 1L;

  public ResourceException(String message) {
    super(message);
  }

  public ResourceException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Several things that are wrong at once. */
  public ResourceException(List<String> problems) {
    super(problems);
  }
}
