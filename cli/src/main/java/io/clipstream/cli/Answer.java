package io.clipstream.cli;

import java.util.Optional;

/**
 * What a subtask makes of what was published.
 *
 * @param refusal why it goes on with what it had; empty if it tags with what is new
 */
record Answer(Optional<String> refusal) {
  static Answer serves() {
    return new Answer(Optional.empty());
  }

  static Answer refuses(String why) {
    return new Answer(Optional.of(why));
  }
}
