package io.clipstream.operators.tagging;

import io.clipstream.control.CheckpointRule;
import io.clipstream.schemas.SettingException;
import java.io.Serializable;
import java.util.Optional;

/** Which checkpoint of its model a tagging job uses. */
public sealed interface Follow extends Serializable {
  /** The only checkpoint that is used; empty for the one promoted last. */
  Optional<String> pinned();

  /** Which announcements count to a job that follows so. */
  default CheckpointRule rule(String modelName) {
    return new CheckpointRule(modelName, pinned().orElse(null));
  }

  /** The one that was promoted last. */
  record Promoted() implements Follow {
    @Override
    public Optional<String> pinned() {
      return Optional.empty();
    }

    @Override
    public String toString() {
      return "promoted";
    }
  }

  /** This one, whatever its standing. */
  record Pinned(String checkpointId) implements Follow {
    public Pinned {
      if (checkpointId.isBlank()) {
        throw new SettingException("follow is 'pinned:', expected pinned:CHECKPOINT_ID");
      }
    }

    @Override
    public Optional<String> pinned() {
      return Optional.of(checkpointId);
    }

    @Override
    public String toString() {
      return "pinned:" + checkpointId;
    }
  }

  /**
   * @param text {@code promoted} or {@code pinned:CHECKPOINT_ID}
   * @throws SettingException if it is neither
   */
  static Follow parse(String text) {
    if (text.equals("promoted")) {
      return new Promoted();
    }
    if (text.startsWith("pinned:")) {
      return new Pinned(text.substring("pinned:".length()));
    }
    throw new SettingException(
        "follow is '" + text + "', expected promoted or pinned:CHECKPOINT_ID");
  }
}
