package io.clipstream.operators.learning;

import io.clipstream.control.RawRecord;
import io.clipstream.learning.GuardedSets;
import io.clipstream.learning.RoundSchedule;
import io.clipstream.learning.StoreSettings;
import io.clipstream.learning.TrainedModel;
import io.clipstream.learning.TrainingRoundSettings;
import io.clipstream.learning.rounds.GateSettings;
import io.clipstream.learning.rounds.Replay;
import io.clipstream.learning.rounds.RoundOptimisation;
import io.clipstream.learning.rounds.RoundSettings;
import io.clipstream.model.checkpoint.Integrity;
import io.clipstream.operators.generation.DownloadSettings;
import io.clipstream.operators.testing.MailboxWork;
import io.clipstream.operators.types.RecordTypes;
import io.clipstream.operators.types.SideOutputs;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import io.clipstream.schemas.RoundRequest;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.WireFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/** A training operator in a harness, on a small world of colours. */
final class RoundJob implements AutoCloseable {
  private static final long SCAN = 1_000;

  final OneInputStreamOperatorTestHarness<RawRecord, CheckpointEvent> harness;
  private long time = 1;

  RoundJob(TrainingRoundSettings settings, OperatorSubtaskState state) throws Exception {
    harness =
        new OneInputStreamOperatorTestHarness<>(
            new TrainingRoundFactory(settings, new FakeLogs(), DownloadSettings.PLAIN));
    harness.setProcessingTime(time);
    harness.setup(RecordTypes.CHECKPOINT_EVENT.createSerializer(new SerializerConfigImpl()));
    if (state == null) {
      harness.initializeEmptyState();
    } else {
      harness.initializeState(state);
    }
    harness.open();
  }

  void scan() throws Exception {
    time += SCAN;
    harness.setProcessingTime(time);
  }

  OperatorSubtaskState checkpoint(long id) throws Exception {
    OperatorSubtaskState state = harness.snapshot(id, time);
    harness.notifyOfCompletedCheckpoint(id);
    return state;
  }

  void request(String id) throws Exception {
    RoundRequest request =
        RoundRequest.newBuilder()
            .setModelName("colours")
            .setRequestId(id)
            .setRequestedAt(Instant.EPOCH)
            .build();
    byte[] value = AvroCodec.singleObject(RoundRequest.class).encode(request);
    RawRecord record = new RawRecord("rounds", 0, 0, 0, null, value, List.of());
    harness.processElement(new StreamRecord<>(record));
  }

  /** Runs what other threads hand over until an activity is reported that contains the words. */
  void awaitStatus(String words) {
    MailboxWork.until(
        harness.getTaskMailbox(), () -> said(words), () -> activities() + ", expected " + words);
  }

  /** Waits until an attempt at a round has succeeded or failed. */
  void awaitEnd() {
    MailboxWork.until(
        harness.getTaskMailbox(),
        () -> said("is PROMOTED") || said("failed"),
        () -> activities() + ", expected an end of the round");
  }

  /** Waits until another thread has handed over something, and runs it. */
  void awaitMail() throws Exception {
    harness.getTaskMailbox().take(TaskMailbox.MIN_PRIORITY).run();
  }

  boolean said(String words) {
    return activities().stream().anyMatch(activity -> activity.contains(words));
  }

  List<String> activities() {
    var statuses = harness.getSideOutput(SideOutputs.STATUS);
    return statuses == null
        ? List.of()
        : statuses.stream().map(StreamRecord::getValue).map(StatusEvent::getActivity).toList();
  }

  List<CheckpointEvent> announced() {
    return harness.extractOutputValues();
  }

  @Override
  public void close() throws Exception {
    harness.close();
  }

  static CheckpointEvent event(String id, Path directory, CheckpointStatus status) {
    return CheckpointEvent.newBuilder()
        .setModelName("colours")
        .setCheckpointId(id)
        .setUri(directory.toUri().toString())
        .setSha256(Integrity.verify(directory))
        .setEmbeddingSpaceId(id)
        .setEmbeddingDimension(16)
        .setStatus(status)
        .setAnnouncedAt(Instant.EPOCH)
        .build();
  }

  static TrainingRoundSettings settings(Path dir, String jobName, int attempts) {
    return settings(
        dir.resolve("models").toString(), dir.resolve("store").toString(), jobName, attempts);
  }

  static TrainingRoundSettings settings(String models, String store, String jobName, int attempts) {
    return new TrainingRoundSettings(
        jobName,
        "checkpoints",
        new TrainedModel("colours", List.of(models), models, "cpu"),
        new StoreSettings(store, null, 1 << 20),
        new RoundSchedule(40, null, Duration.ofMillis(SCAN), 1, attempts, Duration.ofSeconds(1)),
        RoundSettings.of(
            new RoundOptimisation(8, 16, 16, 2e-3, 0.1, 0.1, 1), new Replay(1, 10, List.of())),
        new GateSettings(List.of(1.0), 2, 100, 1, 1, 1, 1),
        GuardedSets.NONE,
        new WireFormat.SingleObject());
  }
}
