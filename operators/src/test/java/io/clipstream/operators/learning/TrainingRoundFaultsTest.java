package io.clipstream.operators.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.control.RawRecord;
import io.clipstream.learning.rounds.ColourWorld;
import io.clipstream.learning.rounds.UsedFiles;
import io.clipstream.learning.store.PairStore;
import io.clipstream.learning.store.Split;
import io.clipstream.learning.store.StoreClaim;
import io.clipstream.learning.store.StoreInUseException;
import io.clipstream.learning.store.StoreOwner;
import io.clipstream.operators.testing.Records;
import io.clipstream.operators.types.SideOutputs;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import io.clipstream.schemas.FailureStatus;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.StatusEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong around rounds, and what is left of it. */
class TrainingRoundFaultsTest {
  @TempDir private Path dir;
  private Path parent;

  @BeforeEach
  void promoteAModelAndStorePairs() {
    FakeLogs.clear();
    parent = ColourWorld.untrained(dir.resolve("models/parent"));
    FakeLogs.append(RoundJob.event("parent", parent, CheckpointStatus.PROMOTED));
    store("part-a-0.avro", 1);
  }

  private void store(String part, long seed) {
    var pairs = ColourWorld.pairs(ColourWorld.OLD, 16, seed);
    ColourWorld.write(dir.resolve("store"), Split.HELD_OUT, part, pairs.subList(0, 20));
    ColourWorld.write(dir.resolve("store"), Split.TRAIN, part, pairs.subList(20, pairs.size()));
  }

  private RoundJob job(OperatorSubtaskState state, int attempts) throws Exception {
    return new RoundJob(RoundJob.settings(dir, "learner", attempts), state);
  }

  private static List<FailureStatus> lastFailures(RoundJob job) {
    return job.harness.getSideOutput(SideOutputs.STATUS).stream()
        .reduce((earlier, later) -> later)
        .map(StreamRecord::getValue)
        .map(StatusEvent::getFailures)
        .orElseThrow();
  }

  @Test
  void filesOfAGivenUpRoundAreSetApartByNameAndTriedAgainWhenSomebodyAsks() throws Exception {
    Path weights = parent.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    Files.delete(weights);
    OperatorSubtaskState givenUp;
    try (RoundJob job = job(null, 1)) {
      job.scan();
      job.awaitStatus("waits for a checkpoint of the job");
      job.checkpoint(1);
      job.awaitStatus("is given up after 1 attempts");
      givenUp = job.checkpoint(2);
    }
    try (RoundJob job = job(givenUp, 1)) {
      job.scan();
      job.awaitStatus("0 new pairs wait for a round");
      assertThat(job.said("planning")).as("no endless loop").isFalse();
      assertThat(lastFailures(job))
          .singleElement()
          .satisfies(
              failure -> {
                assertThat(failure.getSubject())
                    .isEqualTo("set apart: train/part-a-0.avro, held-out/part-a-0.avro");
                assertThat(failure.getMessage())
                    .contains("model.safetensors is missing")
                    .contains("a request for a round tries them again");
              });
      store("part-b-0.avro", 2);
      job.scan();
      job.awaitStatus("waits for a checkpoint of the job");
    }
    Files.write(weights, bytes);
    Files.delete(dir.resolve("store/train/part-b-0.avro"));
    Files.delete(dir.resolve("store/held-out/part-b-0.avro"));
    try (RoundJob job = job(givenUp, 1)) {
      job.request("again");
      job.scan();
      job.awaitStatus("waits for a checkpoint of the job");
      job.checkpoint(3);
      job.awaitStatus("is PROMOTED");
      assertThat(job.announced().get(0).getLineage().getNewPairs()).isEqualTo(44);
      assertThat(lastFailures(job)).isEmpty();
    }
  }

  @Test
  void whatIsAnnouncedIsOfTheCheckpointThatWasTrainedNotOfTheOnePromotedMeanwhile()
      throws Exception {
    try (RoundJob job = job(null, 1)) {
      job.scan();
      job.awaitStatus("waits for a checkpoint of the job");
      CheckpointEvent other = RoundJob.event("other", parent, CheckpointStatus.PROMOTED);
      other.setEmbeddingDimension(4321);
      other.setArchitecture("another");
      job.harness.processElement(new StreamRecord<>(FakeLogs.append(other)));
      job.checkpoint(1);
      job.awaitStatus("is CANDIDATE");
      assertThat(job.announced().get(0).getEmbeddingDimension()).isEqualTo(16);
      assertThat(job.announced().get(0).getArchitecture()).isNull();
    }
  }

  @Test
  void aRoundWhoseParentIsWithdrawnIsDroppedAndItsFilesWaitForAnother() throws Exception {
    RawRecord withdrawal = Records.raw("checkpoints", 1, "colours", null);
    OperatorSubtaskState kept;
    try (RoundJob job = job(null, 1)) {
      job.scan();
      job.awaitStatus("waits for a checkpoint of the job");
      kept = job.checkpoint(1);
      job.awaitStatus("begins");
      job.harness.processElement(new StreamRecord<>(withdrawal));
      job.awaitStatus("its parent was withdrawn");
      job.scan();
      job.awaitStatus("no checkpoint of colours is promoted");
      job.checkpoint(2);
      job.scan();
      assertThat(job.announced()).isEmpty();
    }
    FakeLogs.append(withdrawal);
    try (RoundJob job = job(kept, 1)) {
      job.scan();
      job.awaitStatus("no checkpoint of colours is promoted");
      assertThat(job.said("begins")).isFalse();
      CheckpointEvent next = RoundJob.event("next", parent, CheckpointStatus.PROMOTED);
      job.harness.processElement(new StreamRecord<>(FakeLogs.append(next)));
      job.scan();
      job.awaitStatus("waits for a checkpoint of the job");
    }
  }

  @Test
  void aSecondJobOnTheStoreIsRefusedForGoodAndAnotherRunOfTheFirstIsNot() throws Exception {
    OperatorSubtaskState state;
    try (RoundJob first = job(null, 1)) {
      state = first.checkpoint(1);
      assertThatThrownBy(() -> new RoundJob(RoundJob.settings(dir, "second", 1), null))
          .isInstanceOf(SuppressRestartsException.class)
          .cause()
          .isInstanceOf(StoreInUseException.class)
          .hasMessageContaining("belongs to job 'learner' (model colours");
    }
    try (RoundJob again = job(state, 1)) {
      again.scan();
      again.awaitStatus("waits for a checkpoint of the job");
    }
  }

  /** After a failover the attempt before may still run where Flink no longer reaches it. */
  @Test
  void anAttemptWhoseStoreWasTakenOverAnnouncesNothing() throws Exception {
    try (RoundJob old = job(null, 1)) {
      old.scan();
      old.awaitStatus("waits for a checkpoint of the job");
      String run = old.harness.getEnvironment().getJobID().toString();
      PairStore store = new PairStore(dir.resolve("store"));
      StoreClaim next = RoundJob.settings(dir, "learner", 1).claim(run);
      try (StoreOwner owner = StoreOwner.take(store, next, reason -> {})) {
        old.checkpoint(1);
        assertThatThrownBy(() -> old.awaitStatus("is PROMOTED"))
            .isInstanceOf(ResourceException.class)
            .hasMessageContaining("was taken over by job 'learner'");
        owner.requireHeld();
      }
      assertThat(old.announced()).isEmpty();
    }
  }

  @Test
  void theStateOfEarlierVersionsIsRestored() throws Exception {
    UsedFiles used = new UsedFiles();
    used.add("train/part-a-0.avro");
    String memory =
        "{\"manifest\":null,\"used\":%s,\"lastRoundMillis\":1,\"requests\":[\"r1\"],\"request\":null}"
            .formatted(quoted(used.encoded()));
    try (RoundJob job = job(stateOfEarlierVersion(memory), 1)) {
      job.scan();
      job.awaitStatus("0 new pairs wait for a round");
      job.request("r1");
      job.scan();
      assertThat(job.said("planning")).as("r1 was taken before").isFalse();
      OperatorSubtaskState now = job.checkpoint(1);
      assertThat(now.hasState()).isTrue();
    }
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\"", "\\\"") + "\"";
  }

  private static OperatorSubtaskState stateOfEarlierVersion(String memory) throws Exception {
    try (OneInputStreamOperatorTestHarness<String, String> harness =
        new OneInputStreamOperatorTestHarness<>(new EarlierVersion(memory))) {
      harness.open();
      return harness.snapshot(1, 1);
    }
  }

  /** Keeps what the operator kept before it wrote Avro. */
  private static final class EarlierVersion extends AbstractStreamOperator<String>
      implements OneInputStreamOperator<String, String> {
    private static final long serialVersionUID = 1L;
    private final String memory;

    EarlierVersion(String memory) {
      this.memory = memory;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
      super.initializeState(context);
      ListState<String> state =
          context
              .getOperatorStateStore()
              .getListState(new ListStateDescriptor<>("rounds", Types.STRING));
      state.update(List.of(memory));
    }

    @Override
    public void processElement(StreamRecord<String> element) {}
  }
}
