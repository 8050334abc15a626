package io.clipstream.jobs.kafka;

import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.Topic;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Names of a tagging job's topics.
 *
 * @param images one or more with images to tag
 */
public record TaggingTopics(List<String> images, String tags, ControlLogs control, String status)
    implements Serializable {
  /**
   * @throws ResourceException if there is no topic with images, or two have one name
   */
  public TaggingTopics {
    images = List.copyOf(images);
    if (images.isEmpty()) {
      throw new ResourceException("option 'topic.images' names no topic, expected one or more");
    }
    Set<String> seen = new HashSet<>();
    Stream.concat(
            images.stream(), Stream.of(tags, control.labelSets(), control.checkpoints(), status))
        .filter(name -> !seen.add(name))
        .findFirst()
        .ifPresent(TaggingTopics::refuseDouble);
  }

  private static void refuseDouble(String name) {
    throw new ResourceException(
        "topic '" + name + "' is named twice; each use needs its own topic");
  }

  /** The topics whose records may be refused. */
  public List<String> inputs() {
    return Stream.concat(images.stream(), control.topics().stream()).toList();
  }

  /** The dead-letter topics, in the order of {@link #inputs}. */
  public List<String> deadLetters() {
    return inputs().stream().map(Topic::deadLetter).toList();
  }
}
