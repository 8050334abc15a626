package io.clipstream.operators.learning;

import io.clipstream.operators.StatusLimits;
import io.clipstream.operators.tagging.Outputs;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.FailureStatus;
import io.clipstream.schemas.StatusEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Says what the rounds are at; only what changed. {@link #progress} may come from any thread. */
final class RoundStatus {
  private final TrainingRoundSettings settings;
  private final Output<StreamRecord<CheckpointEvent>> output;
  private final List<FailureStatus> failures = new ArrayList<>();
  private String said = "";
  private volatile String progress = "";

  RoundStatus(TrainingRoundSettings settings, Output<StreamRecord<CheckpointEvent>> output) {
    this.settings = settings;
    this.output = output;
  }

  /** What the round under way is at; said with the next tick. */
  void progress(String line) {
    progress = line;
  }

  /** Says how far the round under way is. */
  void tick() {
    String line = progress;
    if (!line.isEmpty()) {
      progress = "";
      emit(line);
    }
  }

  /** Says something, unless it was just said; what was wrong is mended then. */
  void say(String activity) {
    if (!failures.isEmpty() || !activity.equals(said)) {
      failures.clear();
      progress = "";
      emit(activity);
    }
  }

  void failed(String subject, Throwable error) {
    failures.clear();
    String message = error.getMessage() == null ? error.toString() : error.getMessage();
    failures.add(
        FailureStatus.newBuilder()
            .setSubject(subject)
            .setMessage(message)
            .setFailedAt(Instant.now())
            .build());
    emit(subject + " failed");
  }

  private void emit(String activity) {
    said = activity;
    StatusEvent event =
        StatusEvent.newBuilder()
            .setJobName(settings.jobName())
            .setKind("training")
            .setModelName(settings.modelName())
            .setDevice(settings.device())
            .setActivity(activity)
            .setFailures(List.copyOf(failures))
            .setUpdatedAt(Instant.now())
            .build();
    output.collect(Outputs.STATUS, new StreamRecord<>(StatusLimits.USUAL.apply(event)));
  }
}
