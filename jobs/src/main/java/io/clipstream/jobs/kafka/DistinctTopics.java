package io.clipstream.jobs.kafka;

import io.clipstream.schemas.SettingException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A job's topics have a name each. */
final class DistinctTopics {
  private DistinctTopics() {}

  /**
   * @throws SettingException if two topics have one name
   */
  static void require(List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new SettingException(
            "topic '" + name + "' is named twice; each use needs its own topic");
      }
    }
  }
}
