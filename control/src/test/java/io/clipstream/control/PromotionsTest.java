package io.clipstream.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import io.clipstream.schemas.ResourceException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromotionsTest {
  private static final CheckpointEvent FIRST = event("first", CheckpointStatus.PROMOTED, 1);
  private static final CheckpointEvent SECOND = event("second", CheckpointStatus.PROMOTED, 2);
  private static final CheckpointEvent BAD = event("bad", CheckpointStatus.REJECTED, 3);
  private static final CheckpointEvent THIRD = event("third", CheckpointStatus.PROMOTED, 4);

  private static CheckpointEvent event(String id, CheckpointStatus status, long second) {
    return CheckpointEvent.newBuilder()
        .setModelName("clip")
        .setCheckpointId(id)
        .setUri("file:///models/" + id)
        .setSha256("0".repeat(64))
        .setEmbeddingSpaceId(id)
        .setEmbeddingDimension(8)
        .setStatus(status)
        .setAnnouncedAt(Instant.ofEpochSecond(second))
        .build();
  }

  @Test
  void aRollbackPromotesWhatWasInUseBeforeAndSaysWhatItReplaces() {
    List<CheckpointEvent> history = List.of(FIRST, SECOND, BAD, THIRD);
    String before = Promotions.before(history, "clip");
    CheckpointEvent event = Promotions.of(history, before, "clip", "rollback", "somebody");
    assertThat(before).isEqualTo("second");
    assertThat(event.getStatus()).isEqualTo(CheckpointStatus.PROMOTED);
    assertThat(event.getReason()).isEqualTo("rollback");
    assertThat(event.getReplaces()).isEqualTo("third");
    assertThat(event.getUri()).isEqualTo("file:///models/second");
  }

  @Test
  void aSecondRollbackGoesFurtherBackInsteadOfForward() {
    CheckpointEvent back =
        Promotions.of(List.of(FIRST, SECOND, THIRD), "second", "clip", "rollback", "somebody");
    assertThat(Promotions.before(List.of(FIRST, SECOND, THIRD, back), "clip")).isEqualTo("first");
  }

  @Test
  void whatIsPromotedAlreadyOrUnknownOrFirstIsRefused() {
    List<CheckpointEvent> history = List.of(FIRST);
    assertThatThrownBy(() -> Promotions.before(history, "clip"))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("no checkpoint before 'first'");
    assertThatThrownBy(() -> Promotions.of(history, "first", "clip", "x", "somebody"))
        .hasMessage("checkpoint 'first' is the promoted one already");
    assertThatThrownBy(() -> Promotions.of(history, "none", "clip", "x", "somebody"))
        .hasMessageContaining("has no checkpoint 'none'");
  }
}
