package io.clipstream.operators.learning;

import io.clipstream.learning.SetApart;
import io.clipstream.learning.TrainingRoundSettings;
import io.clipstream.operators.StatusLimits;
import io.clipstream.operators.types.SideOutputs;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.FailureStatus;
import io.clipstream.schemas.StatusEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Says what the rounds are at; only what changed. {@link #progress} may come from any thread. */
final class RoundStatus {
  /** Rounds given up that a status names; a record has a limit. */
  private static final int MAX_APART = 10;

  private final TrainingRoundSettings settings;
  private final Output<StreamRecord<CheckpointEvent>> output;
  private final List<FailureStatus> failures = new ArrayList<>();
  private List<FailureStatus> apart = List.of();
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

  /** Says what failed. */
  void failed(String subject, Throwable error) {
    failures.clear();
    failures.add(failure(subject, message(error), Instant.now()));
    emit(subject + " failed");
  }

  /** Every status names these files from now on, and why they were set apart. */
  void apart(List<SetApart> rounds) {
    apart =
        rounds.stream()
            .skip(Math.max(0, rounds.size() - MAX_APART))
            .map(
                round ->
                    failure(
                        "set apart: " + round.names(),
                        "round %s was given up: %s; a request for a round tries them again"
                            .formatted(round.roundId(), round.reason()),
                        Instant.ofEpochMilli(round.sinceMillis())))
            .toList();
  }

  static String message(Throwable error) {
    return error.getMessage() == null ? error.toString() : error.getMessage();
  }

  private static FailureStatus failure(String subject, String message, Instant at) {
    return FailureStatus.newBuilder()
        .setSubject(subject)
        .setMessage(message)
        .setFailedAt(at)
        .build();
  }

  private void emit(String activity) {
    said = activity;
    StatusEvent event =
        StatusEvent.newBuilder()
            .setJobName(settings.jobName())
            .setKind("training")
            .setModelName(settings.model().name())
            .setDevice(settings.model().device())
            .setActivity(activity)
            .setFailures(Stream.concat(failures.stream(), apart.stream()).toList())
            .setUpdatedAt(Instant.now())
            .build();
    output.collect(SideOutputs.STATUS, new StreamRecord<>(StatusLimits.USUAL.apply(event)));
  }
}
