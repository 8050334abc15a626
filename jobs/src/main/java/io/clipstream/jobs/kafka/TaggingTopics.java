package io.clipstream.jobs.kafka;

import io.clipstream.schemas.SettingException;
import io.clipstream.schemas.Topic;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * Names of a tagging job's topics.
 *
 * @param images one or more with images to tag
 */
public record TaggingTopics(
    List<String> images, String tags, ControlLogs control, PreviewTopics previews, String status)
    implements Serializable {
  /**
   * @throws SettingException if there is no topic with images, or two have one name
   */
  public TaggingTopics {
    images = List.copyOf(images);
    if (images.isEmpty()) {
      throw new SettingException("option 'topic.images' names no topic, expected one or more");
    }
    DistinctTopics.require(
        Stream.of(images, List.of(tags, status), control.topics(), previews.topics())
            .flatMap(List::stream)
            .toList());
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
