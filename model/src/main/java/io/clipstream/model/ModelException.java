package io.clipstream.model;

import io.clipstream.schemas.Quoting;
import java.util.List;

/**
 * A checkpoint, vocabulary, data set or setting that cannot be used. The message is written for the
 * person who gave it: the subject, what was expected, what was found, and what to do. What it cites
 * may come from anywhere: characters that act on terminals are escaped in it.
 */
public class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong, one or more things; as an array, which every list can be sent as. */
  private final String[] problems;

  public ModelException(String message) {
    super(shown(message));
    problems = new String[] {getMessage()};
  }

  public ModelException(String message, Throwable cause) {
    super(shown(message), cause);
    problems = new String[] {getMessage()};
  }

  /** Several things that are wrong at once. */
  public ModelException(List<String> problems) {
    super(shown(String.join("; ", problems)));
    this.problems = problems.stream().map(ModelException::shown).toArray(String[]::new);
  }

  private static String shown(String message) {
    return Quoting.visible(String.valueOf(message));
  }

  /** What is wrong, a line each for people. */
  public List<String> problems() {
    return List.of(problems);
  }
}
