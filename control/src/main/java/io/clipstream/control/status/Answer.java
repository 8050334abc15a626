package io.clipstream.control.status;

import java.util.Optional;

/**
 * What a subtask makes of what was published.
 *
 * @param refusal why it goes on with what it had; empty if it tags with what is new
 */
public record Answer(Optional<String> refusal) {
  /** It tags with what is new. */
  public static Answer serves() {
    return new Answer(Optional.empty());
  }

  /** It goes on with what it had. */
  public static Answer refuses(String why) {
    return new Answer(Optional.of(why));
  }
}
