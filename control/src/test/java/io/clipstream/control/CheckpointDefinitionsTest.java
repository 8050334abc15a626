package io.clipstream.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckpointDefinitionsTest {
  private static final AvroCodec<CheckpointEvent> CODEC =
      AvroCodec.singleObject(CheckpointEvent.class);

  private final Definitions definitions = following(new CheckpointRule("shop", null));
  private long offset;

  private static Definitions following(CheckpointRule rule) {
    return new Definitions(ControlCodecs.of(new WireFormat.SingleObject()), rule);
  }

  private static CheckpointEvent promotion(String id, String replaces) {
    return CheckpointEvent.newBuilder()
        .setModelName("shop")
        .setCheckpointId(id)
        .setUri("file:///models/" + id)
        .setSha256("a".repeat(64))
        .setEmbeddingSpaceId(id)
        .setEmbeddingDimension(16)
        .setStatus(CheckpointStatus.PROMOTED)
        .setReplaces(replaces)
        .setAnnouncedAt(Instant.EPOCH)
        .build();
  }

  private static ControlRecord announced(long offset, byte[] value) {
    return new ControlRecord(
        ControlRecord.Log.CHECKPOINTS,
        new RawRecord(
            "checkpoints",
            0,
            offset,
            1_000 + offset,
            "shop".getBytes(StandardCharsets.UTF_8),
            value,
            List.of()));
  }

  private RecordEffect apply(CheckpointEvent event) {
    return definitions.apply(announced(offset++, CODEC.encode(event)));
  }

  private String wanted() {
    return definitions.wanted().map(CheckpointEvent::getCheckpointId).orElse("none");
  }

  private void requireRefused(RecordEffect verdict, String message) {
    assertThat(verdict).isInstanceOf(RecordEffect.Refused.class);
    assertThat(((RecordEffect.Refused) verdict).letter().reason()).isEqualTo("NOT_IN_FORCE");
    assertThat(((RecordEffect.Refused) verdict).letter().message()).contains(message);
  }

  @Test
  void aRoundsPromotionDoesNotUndoARollbackThatCameBeforeIt() {
    apply(promotion("p0", null));
    apply(promotion("p1", "p0"));
    assertThat(apply(promotion("p0", "p1"))).isInstanceOf(RecordEffect.Changed.class);
    requireRefused(apply(promotion("p2", "p1")), "was to replace 'p1', but 'p0' is in force");
    assertThat(wanted()).isEqualTo("p0");
    assertThat(apply(promotion("p2", "p0"))).isInstanceOf(RecordEffect.Changed.class);
    assertThat(wanted()).isEqualTo("p2");
  }

  @Test
  void aRepeatedPromotionDoesNothingAtOnceAndIsRefusedAfterAnother() {
    apply(promotion("p0", null));
    CheckpointEvent next = promotion("p1", "p0");
    apply(next);
    assertThat(apply(next)).isInstanceOf(RecordEffect.Nothing.class);
    apply(promotion("p2", "p1"));
    requireRefused(apply(next), "but 'p2' is in force");
    assertThat(wanted()).isEqualTo("p2");
  }

  @Test
  void nothingTakesThePlaceOfWhatWasWithdrawn() {
    apply(promotion("p0", null));
    definitions.apply(announced(offset++, null));
    requireRefused(apply(promotion("p1", "p0")), "but none is in force");
    assertThat(apply(promotion("p0", null))).isInstanceOf(RecordEffect.Changed.class);
  }

  @Test
  void aPromotionThatReplacesNothingInParticularIsTaken() {
    apply(promotion("p0", null));
    assertThat(apply(promotion("p5", null))).isInstanceOf(RecordEffect.Changed.class);
    assertThat(wanted()).isEqualTo("p5");
  }

  @Test
  void aPinnedJobTakesItsCheckpointWhateverItWasToReplace() {
    Definitions pinned = following(new CheckpointRule("shop", "p2"));
    pinned.apply(announced(0, CODEC.encode(promotion("p0", null))));
    assertThat(pinned.apply(announced(1, CODEC.encode(promotion("p2", "p1")))))
        .isInstanceOf(RecordEffect.Changed.class);
  }
}
