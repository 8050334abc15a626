package io.clipstream.schemas;

import java.util.List;

/**
 * An option, a file of options or of label sets, or another text that a person wrote, and that says
 * nothing which can be done: wrong use, whatever state the world is in.
 */
public class SettingException extends ClipstreamException {
  private static final long serialVersionUID = 1L;

  public SettingException(String message) {
    super(message);
  }

  public SettingException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Several things that are wrong at once. */
  public SettingException(List<String> problems) {
    super(problems);
  }
}
