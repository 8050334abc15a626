package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import io.clipstream.schemas.ResourceException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CheckpointMovesTest {
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
    String before = CheckpointMoves.before(history, "clip");
    CheckpointEvent event = CheckpointMoves.promotion(history, before, "clip", "rollback");
    assertThat(before).isEqualTo("second");
    assertThat(event.getStatus()).isEqualTo(CheckpointStatus.PROMOTED);
    assertThat(event.getReason()).isEqualTo("rollback");
    assertThat(event.getReplaces()).isEqualTo("third");
    assertThat(event.getUri()).isEqualTo("file:///models/second");
  }

  @Test
  void aSecondRollbackGoesFurtherBackInsteadOfForward() {
    CheckpointEvent back =
        CheckpointMoves.promotion(List.of(FIRST, SECOND, THIRD), "second", "clip", "rollback");
    assertThat(CheckpointMoves.before(List.of(FIRST, SECOND, THIRD, back), "clip"))
        .isEqualTo("first");
  }

  @Test
  void whatIsPromotedAlreadyOrUnknownOrFirstIsRefused() {
    List<CheckpointEvent> history = List.of(FIRST);
    assertThatThrownBy(() -> CheckpointMoves.before(history, "clip"))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("no checkpoint before 'first'");
    assertThatThrownBy(() -> CheckpointMoves.promotion(history, "first", "clip", "x"))
        .hasMessage("checkpoint 'first' is the promoted one already");
    assertThatThrownBy(() -> CheckpointMoves.promotion(history, "none", "clip", "x"))
        .hasMessageContaining("has no checkpoint 'none'");
  }

  @Test
  void pruningSparesWhatIsPromotedPreviousKeptInUseOrYoung() {
    CheckpointEvent young = event("young", CheckpointStatus.REJECTED, 100);
    List<CheckpointEvent> history = List.of(FIRST, BAD, SECOND, THIRD, young);
    Instant before = Instant.ofEpochSecond(50);
    assertThat(CheckpointPrune.victims(history, Set.of(), before))
        .extracting(CheckpointEvent::getCheckpointId)
        .containsExactly("first", "bad");
    assertThat(CheckpointPrune.victims(history, Set.of("first"), before))
        .extracting(CheckpointEvent::getCheckpointId)
        .containsExactly("bad");
  }

  @Test
  void pruningSparesADirectoryThatAnotherIdStillNeeds() {
    CheckpointEvent alias =
        CheckpointEvent.newBuilder(event("alias", CheckpointStatus.PROMOTED, 5))
            .setUri(FIRST.getUri())
            .build();
    assertThat(
            CheckpointPrune.victims(
                List.of(FIRST, BAD, SECOND, alias), Set.of(), Instant.ofEpochSecond(50)))
        .extracting(CheckpointEvent::getCheckpointId)
        .containsExactly("bad");
  }
}
