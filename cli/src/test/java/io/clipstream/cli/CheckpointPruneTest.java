package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CheckpointPruneTest {
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
