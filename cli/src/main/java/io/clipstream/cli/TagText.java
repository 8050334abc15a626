package io.clipstream.cli;

import io.clipstream.schemas.Quoting;
import io.clipstream.schemas.Tag;
import io.clipstream.schemas.TagEvent;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Tag events for people and for programs. */
final class TagText {
  private TagText() {}

  /** One line: time, decision, image id, tags of at least this score. */
  static String line(TagEvent event, double minScore) {
    return event.getTaggedAt()
        + "\t"
        + event.getDecision()
        + "\t"
        + Quoting.clip(event.getImageId())
        + "\t"
        + tags(event, minScore, Integer.MAX_VALUE);
  }

  /** Labels and scores, by falling score; a label whose action applies is followed by a star. */
  static String tags(TagEvent event, double minScore, int max) {
    return tags(
        event.getTags().stream().filter(tag -> tag.getScore() >= minScore).limit(max).toList());
  }

  /** All of them. */
  static String tags(List<Tag> tags) {
    return tags.stream().map(TagText::tag).collect(Collectors.joining(", "));
  }

  private static String tag(Tag tag) {
    return String.format(
        Locale.ROOT,
        "%s %.3f%s",
        Quoting.clip(tag.getLabel()),
        tag.getScore(),
        tag.getApplied() ? "*" : "");
  }

  /** The event under its schema's names; a thumbnail in Base64, times in milliseconds. */
  static Map<String, Object> fields(TagEvent event) {
    return AvroText.fields(event);
  }
}
