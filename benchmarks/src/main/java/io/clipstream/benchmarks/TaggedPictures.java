package io.clipstream.benchmarks;

import io.clipstream.schemas.Action;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.ReviewDecision;
import io.clipstream.schemas.Tag;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Timings;
import io.clipstream.schemas.Topic;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Made-up results of a tagging job, each a matter of its number alone. Labels, sources and
 * checkpoints are used unevenly, as in life: some searches find much and some nearly nothing.
 */
final class TaggedPictures {
  /** Labels that every set has more of than the one before: name, labels. */
  static final List<LabelSet> SETS = List.of(set("default", 20), set("fine", 100));

  static final int CHECKPOINTS = 5;
  static final int REVIEWERS = 6;
  private static final int TAGS = 5;
  private static final int SOURCES = 40;

  private TaggedPictures() {}

  private static LabelSet set(String id, int labels) {
    return LabelSet.newBuilder()
        .setId(id)
        .setRevision(1)
        .setLabels(IntStream.range(0, labels).mapToObj(i -> label(id, i)).toList())
        .setTemplates(List.of("a photo of {}"))
        .build();
  }

  private static Label label(String set, int number) {
    Action action = number == 1 ? Action.BLOCK : number < 4 ? Action.REVIEW : Action.TAG;
    return Label.newBuilder().setName(set + "-" + number).setAction(action).build();
  }

  /** Mostly small numbers below {@code bound}: the first a few times in ten, the last hardly. */
  private static int uneven(SplittableRandom random, int bound) {
    double u = random.nextDouble();
    return (int) (bound * u * u * u);
  }

  static String id(long number) {
    return "picture-" + number;
  }

  /** The number of a result's checkpoint is the higher the later it was tagged. */
  static String checkpoint(int number) {
    return "checkpoint-" + number;
  }

  /**
   * A result.
   *
   * @param age of the result among all, 0 for the first and 1 for the last
   * @param thumbnail nothing of it for null
   */
  static TagEvent event(long number, double age, Instant at, byte[] thumbnail) {
    SplittableRandom random = new SplittableRandom(number);
    LabelSet set = SETS.get(random.nextInt(4) == 0 ? 1 : 0);
    List<Tag> tags = tags(set, random);
    return TagEvent.newBuilder()
        .setImageId(id(number))
        .setSource("camera-" + uneven(random, SOURCES))
        .setCapturedAt(at.minusMillis(300))
        .setOrigin(
            Origin.newBuilder()
                .setTopic(Topic.IMAGES.defaultName())
                .setPartition(0)
                .setOffset(number)
                .build())
        .setWidth(640)
        .setHeight(480)
        .setTags(tags)
        .setDecision(decision(tags))
        .setModelName("made-up")
        .setCheckpointId(checkpoint((int) Math.min(CHECKPOINTS - 1, age * CHECKPOINTS)))
        .setEmbeddingSpaceId("made-up")
        .setLabelSetId(set.getId())
        .setLabelSetRevision(set.getRevision())
        .setLabelSetHash("0".repeat(64))
        .setTaggedAt(at)
        .setTimings(
            Timings.newBuilder()
                .setWaitMicros(random.nextInt(200_000))
                .setTotalMicros(200_000 + random.nextInt(300_000))
                .setBatchSize(16)
                .build())
        .setThumbnail(thumbnail == null ? null : ByteBuffer.wrap(thumbnail))
        .build();
  }

  /** A few labels of a set by falling score; a quarter of the pictures reach a threshold. */
  private static List<Tag> tags(LabelSet set, SplittableRandom random) {
    List<Tag> tags = new ArrayList<>();
    float score = (float) Math.pow(random.nextDouble(), 2);
    List<Integer> drawn = new ArrayList<>();
    while (drawn.size() < TAGS) {
      int label = uneven(random, set.getLabels().size());
      if (!drawn.contains(label)) {
        drawn.add(label);
        tags.add(tag(set.getLabels().get(label), score));
        score *= random.nextFloat();
      }
    }
    return tags;
  }

  private static Tag tag(Label label, float score) {
    return Tag.newBuilder()
        .setLabel(label.getName())
        .setSimilarity(score / 3)
        .setScore(score)
        .setAction(label.getAction())
        .setApplied(score >= label.getThreshold())
        .build();
  }

  private static Decision decision(List<Tag> tags) {
    return tags.stream()
        .filter(Tag::getApplied)
        .map(tag -> Decision.valueOf(tag.getAction().name()))
        .max(Decision::compareTo)
        .orElse(Decision.ALLOW);
  }

  /** What one of several reviewers says of a result: mostly what the job did. */
  static ReviewDecision review(TagEvent of, String id, int reviewer, Instant at) {
    SplittableRandom random = new SplittableRandom(31L * id.hashCode() + reviewer);
    List<String> labels =
        of.getTags().stream()
            .filter(tag -> tag.getApplied() == (random.nextInt(10) > 0))
            .map(Tag::getLabel)
            .toList();
    return ReviewDecision.newBuilder()
        .setImageId(of.getImageId())
        .setReviewId(id)
        .setOrigin(of.getOrigin())
        .setDecision(random.nextInt(10) == 0 ? Decision.ALLOW : of.getDecision())
        .setLabels(labels)
        .setReviewer("reviewer-" + reviewer)
        .setCheckpointId(of.getCheckpointId())
        .setLabelSetId(of.getLabelSetId())
        .setLabelSetRevision(of.getLabelSetRevision())
        .setReviewedAt(at)
        .build();
  }
}
