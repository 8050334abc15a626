package io.clipstream.operators.learning;

import io.clipstream.learning.RoundPhase;
import io.clipstream.learning.SetApart;
import io.clipstream.learning.TrainingRoundSettings;
import io.clipstream.operators.StatusLimits;
import io.clipstream.operators.types.SideOutputs;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.FailureStatus;
import io.clipstream.schemas.JobKind;
import io.clipstream.schemas.RoundsStatus;
import io.clipstream.schemas.StatusEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Says what the rounds are at: what changed, and now and then the same again, so that a job which
 * is silent can be told from one that is well. {@link #progress} may come from any thread.
 */
final class RoundStatus {
  /** Rounds given up that a status names; a record has a limit. */
  private static final int MAX_APART = 10;

  /** How long nothing is said at most, but for the time between two ticks. */
  private static final Duration INTERVAL = Duration.ofSeconds(30);

  private final TrainingRoundSettings settings;
  private final Output<StreamRecord<CheckpointEvent>> output;
  private final List<FailureStatus> failures = new ArrayList<>();
  private List<FailureStatus> apart = List.of();
  private String said = "begins";
  private long saidNanos = System.nanoTime();
  private String phase = "idle";
  private Long waitingPairs;
  private boolean hasEnded;
  private volatile String progress = "";

  RoundStatus(TrainingRoundSettings settings, Output<StreamRecord<CheckpointEvent>> output) {
    this.settings = settings;
    this.output = output;
  }

  /** What the round under way is at; said with the next tick. */
  void progress(String line) {
    progress = line;
  }

  /** Says how far the round under way is, or that nothing has changed for long. */
  void tick() {
    String line = progress;
    if (!line.isEmpty()) {
      progress = "";
      emit(line);
    } else if (System.nanoTime() - saidNanos >= INTERVAL.toNanos()) {
      emit(said);
    }
  }

  /** The phase of the protocol; said with the next event. */
  void phase(RoundPhase now) {
    phase = now.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /** New pairs that wait for a round; said with the next event. */
  void waitingPairs(long pairs) {
    waitingPairs = pairs;
  }

  /** Says that nothing more comes; what the last round makes of it is not said any more. */
  void ended() {
    emit("has ended", 0);
    hasEnded = true;
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
    failed(failure(subject, message(error), Instant.now()));
  }

  /** Says what failed and is tried again. */
  void failed(String subject, Throwable error, int attempts, long retryAfterMillis) {
    FailureStatus failure = failure(subject, message(error), Instant.now());
    failure.setAttempts(attempts);
    failure.setRetryAfterMillis(retryAfterMillis);
    failed(failure);
  }

  private void failed(FailureStatus failure) {
    failures.clear();
    failures.add(failure);
    emit(failure.getSubject() + " failed");
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
    emit(activity, INTERVAL.plus(settings.schedule().scanInterval()).toMillis());
  }

  private void emit(String activity, long nextWithinMillis) {
    if (hasEnded) {
      return;
    }
    said = activity;
    saidNanos = System.nanoTime();
    StatusEvent event =
        StatusEvent.newBuilder()
            .setJobName(settings.jobName())
            .setKind(JobKind.TRAINING.wireName())
            .setModelName(settings.model().name())
            .setDevice(settings.model().device())
            .setActivity(activity)
            .setFailures(Stream.concat(failures.stream(), apart.stream()).toList())
            .setRounds(new RoundsStatus(phase, waitingPairs))
            .setNextWithinMillis(nextWithinMillis)
            .setUpdatedAt(Instant.now())
            .build();
    output.collect(SideOutputs.STATUS, new StreamRecord<>(StatusLimits.USUAL.apply(event)));
  }
}
