package io.clipstream.schemas;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecordBase;

/** One full record of every type, the same in every run; what the golden bytes are made of. */
public final class Samples {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.123Z");
  private static final String HASH = "0123456789abcdef".repeat(4);

  private Samples() {}

  /** The sample of a topic's type. */
  public static SpecificRecordBase of(Topic topic) {
    return switch (topic) {
      case IMAGES -> imageEvent();
      case TAGS -> tagEvent();
      case CAPTIONS -> captionedImage();
      case REVIEWS -> reviewDecision();
      case LABEL_SETS -> labelSet();
      case PREVIEWS -> previewRequest();
      case PREVIEW_ANSWERS -> previewAnswer();
      case CHECKPOINTS -> checkpointEvent();
      case ROUNDS -> roundRequest();
      case STATUS -> statusEvent();
      case LEASES -> jobLease();
    };
  }

  public static ImageEvent imageEvent() {
    return ImageEvent.newBuilder()
        .setImageId("cam-7/000123")
        .setSource("cam-7")
        .setCapturedAt(NOON)
        .setImage(bytes("ffd8ffe000104a46"))
        .setContentType("image/jpeg")
        .setLabelSetId("animals")
        .setAttributes(Map.of("tenant", "zoo"))
        .build();
  }

  public static TagEvent tagEvent() {
    return TagEvent.newBuilder()
        .setImageId("cam-7/000123")
        .setSource("cam-7")
        .setCapturedAt(NOON)
        .setAttributes(Map.of("tenant", "zoo"))
        .setOrigin(origin())
        .setWidth(640)
        .setHeight(480)
        .setTags(List.of(tag("cat", 0.31f, 0.93f, true), tag("dog", 0.22f, 0.07f, false)))
        .setDecision(Decision.TAG)
        .setModelName("shop")
        .setCheckpointId("shop-17")
        .setEmbeddingSpaceId("space-17")
        .setLabelSetId("animals")
        .setLabelSetRevision(7)
        .setLabelSetHash(HASH)
        .setTaggedAt(NOON.plusMillis(250))
        .setTimings(new Timings(0L, 2300L, 11_000L, 61_000L, 40L, 74_340L, 8))
        .setThumbnail(bytes("ffd8ffd9"))
        .setEmbedding(List.of(0.6f, -0.8f))
        .build();
  }

  public static CaptionedImage captionedImage() {
    return CaptionedImage.newBuilder()
        .setImageId("cam-7/000123")
        .setImage(bytes("ffd8ffe000104a46"))
        .setContentType("image/jpeg")
        .setCaptions(List.of("a tabby cat asleep on a radiator", "eine Katze schläft"))
        .setOrigin("review")
        .setLicence("CC0-1.0")
        .setCaptionedAt(NOON)
        .setRetracted(false)
        .build();
  }

  public static ReviewDecision reviewDecision() {
    return ReviewDecision.newBuilder()
        .setImageId("cam-7/000123")
        .setReviewId("r-1")
        .setOrigin(origin())
        .setDecision(Decision.BLOCK)
        .setLabels(List.of("cat"))
        .setCaption("a cat, not a dog")
        .setReviewer("ada")
        .setComment("second look")
        .setCheckpointId("shop-17")
        .setLabelSetId("animals")
        .setLabelSetRevision(7L)
        .setReviewedAt(NOON)
        .setUndo(true)
        .setUndoes("r-0")
        .setRemovedLabels(List.of("dog"))
        .build();
  }

  public static LabelSet labelSet() {
    return LabelSet.newBuilder()
        .setId("animals")
        .setRevision(7)
        .setLabels(
            Arrays.asList(
                new Label("animal", List.of(), 0.5f, Action.TAG, null),
                new Label("cat", List.of("cat", "kitten"), 0.25f, Action.REVIEW, "animal")))
        .setTemplates(List.of("a photo of a {}.", "a drawing of a {}."))
        .setScoring(Scoring.INDEPENDENT)
        .setBackgroundPrompts(List.of("a photo."))
        .setDescription("what the zoo wants to see")
        .setUpdatedBy("ada")
        .setUpdatedAt(NOON)
        .build();
  }

  public static PreviewRequest previewRequest() {
    return PreviewRequest.newBuilder()
        .setRequestId("preview-1")
        .setJobName("tagging-eu")
        .setLabelSet(labelSet())
        .setSamples(List.of(new PreviewSample(origin(), List.of(0.6f, -0.8f), "space-17")))
        .setTop(10)
        .setRequestedBy("ada")
        .setRequestedAt(NOON)
        .build();
  }

  public static PreviewAnswer previewAnswer() {
    return PreviewAnswer.newBuilder()
        .setRequestId("preview-1")
        .setJobName("tagging-eu")
        .setCheckpointId("shop-17")
        .setLabelSetHash(HASH)
        .setOutcomes(
            List.of(
                new PreviewOutcome(List.of(tag("cat", 0.31f, 0.93f, true)), Decision.TAG, null)))
        .setProblem("none but this")
        .setAnsweredAt(NOON)
        .build();
  }

  public static CheckpointEvent checkpointEvent() {
    return CheckpointEvent.newBuilder()
        .setModelName("shop")
        .setCheckpointId("shop-17")
        .setParentId("shop-16")
        .setUri("s3://models/shop/17")
        .setSha256(HASH)
        .setEmbeddingSpaceId("space-17")
        .setEmbeddingDimension(512)
        .setArchitecture("ViT-B/32")
        .setStatus(CheckpointStatus.PROMOTED)
        .setReason("retrieval rose by 0.03")
        .setReplaces("shop-16")
        .setMetrics(Map.of("retrieval.top1", 0.41))
        .setParentMetrics(Map.of("retrieval.top1", 0.38))
        .setBaselineMetrics(Map.of("retrieval.top1", 0.35))
        .setLineage(lineage())
        .setAnnouncedBy("training-eu")
        .setAnnouncedAt(NOON)
        .build();
  }

  public static RoundRequest roundRequest() {
    return new RoundRequest("shop", "now-1", "ada", "the new winter range", NOON);
  }

  public static StatusEvent statusEvent() {
    LabelSetRef set = new LabelSetRef("animals", 7L, HASH);
    return StatusEvent.newBuilder()
        .setJobName("tagging-eu")
        .setSubtask(1)
        .setParallelism(2)
        .setKind("tagging")
        .setHost("worker-3:4711")
        .setDevice("cuda:0")
        .setModelName("shop")
        .setActive(new GenerationStatus("shop-16", "space-16", List.of(set)))
        .setPending(new GenerationStatus("shop-17", null, List.of()))
        .setFailures(List.of(new FailureStatus("checkpoint shop-17", "not found", 2, NOON, 4000L)))
        .setActivity("loading shop-17")
        .setInWork(List.of(set))
        .setCounts(new StatusCounts(1, 0, 1, 1))
        .setFollow("promoted")
        .setAnswer(new CheckpointAnswer("shop-17", NOON, false, "not found"))
        .setRounds(new RoundsStatus("training", 1200L))
        .setNextWithinMillis(30_000L)
        .setUpdatedAt(NOON)
        .build();
  }

  public static JobLease jobLease() {
    return JobLease.newBuilder()
        .setJobName("shop")
        .setEpoch(7)
        .setHolder("0123456789abcdef0123456789abcdef")
        .setKind("tagging")
        .setPlace("one process on worker-3, state in /srv/shop")
        .setHome("worker-3:/srv/shop")
        .setTimeoutMillis(30_000)
        .setTakenAt(NOON)
        .setRenewedAt(NOON)
        .build();
  }

  private static Lineage lineage() {
    return Lineage.newBuilder()
        .setRoundId("round-9")
        .setSeed(42)
        .setNewPairs(1000)
        .setReplayedPairs(3000)
        .setFiles(List.of(new PairFile("2026-01-01/part-0.avro", 123_456L)))
        .setAlpha(0.5)
        .setSettings(Map.of("batch", "1024"))
        .build();
  }

  private static Origin origin() {
    return new Origin("images.events.v1", 3, 1_234_567L, NOON);
  }

  private static Tag tag(String label, float similarity, float score, boolean applied) {
    return new Tag(label, similarity, score, Action.TAG, applied);
  }

  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
  }

  /** Text in UTF-8. */
  public static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
