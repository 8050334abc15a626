package io.clipstream.schemas;

import java.util.List;

/**
 * Something that people can mend. The message is written for them: the subject, what was expected,
 * what was found, and what to do. What it cites may come from anywhere: characters that act on
 * terminals are escaped in it. What kind of thing it is, and with which code a command ends, says
 * the type.
 */
public abstract class ClipstreamException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong, one or more things; as an array, which every list can be sent as. */
  private final String[] problems;

  protected ClipstreamException(String message) {
    super(shown(message));
    problems = new String[] {getMessage()};
  }

  protected ClipstreamException(String message, Throwable cause) {
    super(shown(message), cause);
    problems = new String[] {getMessage()};
  }

  /** Several things that are wrong at once. */
  protected ClipstreamException(List<String> problems) {
    super(shown(String.join("; ", problems)));
    this.problems = problems.stream().map(ClipstreamException::shown).toArray(String[]::new);
  }

  private static String shown(String message) {
    return Quoting.visible(String.valueOf(message));
  }

  /** What is wrong, a line each for people. */
  public List<String> problems() {
    return List.of(problems);
  }
}
