package io.clipstream.operators.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.control.ControlCodecs;
import io.clipstream.learning.CheckpointHistory;
import io.clipstream.operators.testing.Records;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import io.clipstream.schemas.Lineage;
import io.clipstream.schemas.PairFile;
import io.clipstream.schemas.codec.WireFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckpointHistoryTest {
  private final CheckpointHistory history =
      new CheckpointHistory("shop", ControlCodecs.of(new WireFormat.SingleObject()));
  private final List<String> used = new ArrayList<>();
  private long offset;

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

  private static CheckpointEvent round(String id, String replaces) {
    Lineage lineage =
        Lineage.newBuilder()
            .setRoundId(id)
            .setSeed(1)
            .setNewPairs(1)
            .setReplayedPairs(0)
            .setFiles(List.of(new PairFile("train/" + id, 1L)))
            .build();
    CheckpointEvent event = promotion(id, replaces);
    event.setLineage(lineage);
    return event;
  }

  private void read(CheckpointEvent event) {
    history.add(Records.announced(offset++, event).record(), used::add);
  }

  private String promoted() {
    return history.promoted().map(CheckpointEvent::getCheckpointId).orElse("none");
  }

  @Test
  void aRoundThatARollbackOvertookPromotesNothingButHasLearntFromItsFiles() {
    read(promotion("p0", null));
    read(promotion("p1", "p0"));
    read(promotion("p0", "p1"));
    read(round("p2", "p1"));
    assertThat(promoted()).isEqualTo("p0");
    assertThat(history.knows("p2")).isTrue();
    assertThat(used).containsExactly("train/p2");
  }

  @Test
  void itsOwnAnnouncementCountsAtOnceUnlessTheLogSaysOtherwise() {
    read(promotion("p0", null));
    history.announced(round("p1", "p0"));
    assertThat(promoted()).isEqualTo("p1");
    read(promotion("x", "p0")); // came into the log before p1
    assertThat(promoted()).isEqualTo("x");
    read(round("p1", "p0"));
    assertThat(promoted()).isEqualTo("x");
  }

  @Test
  void aRollbackOfItsOwnAnnouncementCounts() {
    read(promotion("p0", null));
    history.announced(round("p1", "p0"));
    read(round("p1", "p0"));
    read(promotion("p0", "p1"));
    assertThat(promoted()).isEqualTo("p0");
  }

  @Test
  void whatIsWithdrawnStandsNoLongerButItsRoundsAreNotForgotten() {
    read(promotion("p0", null));
    read(round("p1", "p0"));
    history.add(Records.raw("checkpoints", offset++, "another", null), used::add);
    assertThat(promoted()).isEqualTo("p1");
    history.add(Records.raw("checkpoints", offset++, "shop", null), used::add);
    assertThat(promoted()).isEqualTo("none");
    assertThat(history.announcement("p1")).isEmpty();
    assertThat(history.knows("p1")).isTrue();
  }

  @Test
  void anInvalidAnnouncementOrOneUnderAnotherKeyCountsForNothing() {
    CheckpointEvent forged = round("p1", null);
    forged.setSha256("none");
    read(forged);
    var record = Records.announced(offset++, round("p2", null)).record();
    history.add(Records.raw("checkpoints", record.offset(), "other", record.value()), used::add);
    assertThat(promoted()).isEqualTo("none");
    assertThat(history.knows("p1")).isFalse();
    assertThat(used).isEmpty();
  }
}
