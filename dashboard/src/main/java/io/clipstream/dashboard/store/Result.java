package io.clipstream.dashboard.store;

import java.util.List;

/**
 * A result as the page shows it.
 *
 * @param id of the row; another after the index was made again
 * @param imageKey stands for the image id in addresses, whatever characters that has
 * @param image where the picture's record lies
 * @param tag where the tag event lies, its topic being the tags topic
 * @param capturedAt milliseconds since 1970, may be null
 * @param taggedAt milliseconds since 1970
 * @param micros from the arrival at the tagging operator to the result; 0 where it is not known
 * @param hasThumbnail whether the tag event carries a small picture
 */
public record Result(
    long id,
    String imageId,
    String imageKey,
    Place image,
    Place tag,
    String source,
    Long capturedAt,
    long taggedAt,
    String decision,
    String checkpoint,
    String labelSet,
    long revision,
    long micros,
    Integer width,
    Integer height,
    boolean hasThumbnail,
    List<Tag> tags) {

  /** A label with its score. */
  public record Tag(String label, float score, String action, boolean applied) {}

  /** A record in Kafka. */
  public record Place(String topic, int partition, long offset) {}

  public Result {
    tags = List.copyOf(tags);
  }

  /** The same with the number of its row. */
  Result withId(long row) {
    return new Result(
        row,
        imageId,
        imageKey,
        image,
        tag,
        source,
        capturedAt,
        taggedAt,
        decision,
        checkpoint,
        labelSet,
        revision,
        micros,
        width,
        height,
        hasThumbnail,
        tags);
  }

  /** The same with its tags. */
  Result withTags(List<Tag> found) {
    return new Result(
        id,
        imageId,
        imageKey,
        image,
        tag,
        source,
        capturedAt,
        taggedAt,
        decision,
        checkpoint,
        labelSet,
        revision,
        micros,
        width,
        height,
        hasThumbnail,
        found);
  }
}
