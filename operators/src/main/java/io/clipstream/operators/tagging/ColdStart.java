package io.clipstream.operators.tagging;

import io.clipstream.control.DeadLetter;
import io.clipstream.control.Definitions;
import io.clipstream.operators.generation.EmbeddingState;
import io.clipstream.operators.generation.Failures;
import io.clipstream.operators.generation.Generation;
import io.clipstream.operators.generation.Generations;
import io.clipstream.operators.generation.StartCandidates;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/**
 * Reads the control logs to their ends and waits, before the first image is read, until there is a
 * generation to tag with. A restart serves at once with what served, and with the label sets that
 * are ready; the rest is made beside it. A start without state needs the default label set, and
 * reads the logs again until they name all that is needed.
 */
final class ColdStart implements AutoCloseable {
  /**
   * What state brings.
   *
   * @param isRestored whether there is any
   * @param lastActive the checkpoint that served
   */
  record Restored(
      boolean isRestored, Optional<CheckpointEvent> lastActive, EmbeddingState embeddings) {
    static Restored of(TaggerState state, Definitions definitions) throws Exception {
      return state.isRestored()
          ? new Restored(true, state.lastActive(definitions.wanted()), state.embeddings())
          : new Restored(false, Optional.empty(), new EmbeddingState());
    }
  }

  /**
   * How long a start with another checkpoint than served before waits for the label sets besides
   * the default one: where they are few, no image is set aside.
   */
  private static final Duration LINGER = Duration.ofSeconds(5);

  /** How often a start says what it waits for. */
  private static final Duration SAY_EVERY = Duration.ofSeconds(10);

  private static final Log LOG = Log.of(ColdStart.class);

  private final TaggerSettings settings;
  private final Definitions definitions;
  private final StartLogs logs;
  private final Restored restored;
  private final long began = System.nanoTime();

  ColdStart(TaggerSettings settings, Definitions definitions, StartLogs logs, Restored restored) {
    this.settings = settings;
    this.definitions = definitions;
    this.logs = logs;
    this.restored = restored;
  }

  /**
   * Reads the control logs.
   *
   * @return what to begin with
   * @throws ResourceException if the options name a checkpoint that neither state nor the logs have
   */
  StartCandidates read() throws Exception {
    Optional<CheckpointEvent> before = definitions.wanted();
    boolean areOptionsChanged = definitions.areOptionsChanged();
    readLogs();
    Set<CheckpointEvent> checkpoints = new LinkedHashSet<>();
    if (restored.isRestored()) {
      restored.lastActive().filter(definitions::allows).ifPresent(checkpoints::add);
      before.filter(definitions::allows).ifPresent(checkpoints::add);
      if (checkpoints.isEmpty() || areOptionsChanged) {
        definitions.wanted().ifPresent(checkpoints::add);
      }
      if (checkpoints.isEmpty()) {
        throw new ResourceException(contradiction());
      }
    }
    return new StartCandidates(
        List.copyOf(checkpoints),
        restored.lastActive().filter(checkpoints::contains),
        takesOthers(),
        settings.labelSets().defaultId(),
        restored.embeddings());
  }

  private void readLogs() throws Exception {
    logs.read(definitions, Duration.ofNanos(Math.max(1, deadline() - System.nanoTime())));
  }

  private long deadline() {
    return began + settings.restore().timeout().toNanos();
  }

  @Override
  public void close() {
    logs.close();
  }

  private boolean takesOthers() {
    return settings.restore().onMissingModel() == OnMissingModel.LATEST_PROMOTED;
  }

  /** Control records that were refused. */
  List<DeadLetter> refused() {
    return logs.refused();
  }

  /**
   * Returns when a generation is in service.
   *
   * @param news a permit for each time that there is something to look at
   * @param waits is told at intervals what is waited for
   * @throws ResourceException naming what is missing, after the start timeout; of a start without
   *     state it is the cause of what ends the job for good
   * @throws InterruptedException if the task is cancelled
   */
  void await(Generations generations, Semaphore news, Consumer<String> waits) throws Exception {
    long readAt = System.nanoTime() + settings.restore().readInterval().toNanos();
    long sayAt = System.nanoTime() + sayEvery().toNanos();
    while (true) {
      generations.advance();
      if (generations.current().isPresent()) {
        linger(generations, news);
        return;
      }
      long left = deadline() - System.nanoTime();
      if (left <= 0) {
        throw timeIsOver(missing(generations));
      }
      news.tryAcquire(Math.min(left, nextLook(generations).toNanos()), TimeUnit.NANOSECONDS);
      news.drainPermits();
      if (System.nanoTime() - sayAt >= 0) {
        say(generations, waits);
        sayAt = System.nanoTime() + sayEvery().toNanos();
      }
      if (looksFurther(generations) && System.nanoTime() - readAt >= 0) {
        readLogs();
        readAt = System.nanoTime() + settings.restore().readInterval().toNanos();
      }
    }
  }

  /**
   * A start without state had its time: whoever restarts it would wait as long again, without end.
   * With state the job has done something, and what is missing may come back.
   */
  private RuntimeException timeIsOver(String missing) {
    ResourceException over =
        new ResourceException(
            "%snothing to tag with after the start timeout of %s: %s%s"
                .formatted(subject(), settings.restore().timeout(), missing, advice()));
    return restored.isRestored() ? over : new SuppressRestartsException(over);
  }

  private Duration sayEvery() {
    return Collections.min(List.of(SAY_EVERY, settings.statusInterval()));
  }

  private void say(Generations generations, Consumer<String> waits) {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
    String what =
        "waits (%d s of %d): %s"
            .formatted(seconds, settings.restore().timeout().toSeconds(), missing(generations));
    LOG.with(LogKey.DETAIL, subject() + what).info("a start waits");
    waits.accept(what);
  }

  private void linger(Generations generations, Semaphore news) throws InterruptedException {
    if (generations.current().map(Generation::checkpoint).equals(restored.lastActive())) {
      return;
    }
    long end = System.nanoTime() + LINGER.toNanos();
    while (!generations.isIdle() && System.nanoTime() - end < 0) {
      news.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      news.drainPermits();
      generations.advance();
    }
  }

  /** What a start without state needs may still be written; state is changed if that is allowed. */
  private boolean looksFurther(Generations generations) {
    return !restored.isRestored() || (takesOthers() && generations.isStuck());
  }

  /** Milliseconds by which generations wait: of a clock that nobody sets. */
  static long millis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  private Duration nextLook(Generations generations) {
    long now = millis();
    Duration interval = Collections.min(List.of(settings.restore().readInterval(), sayEvery()));
    Duration retry =
        Duration.ofMillis(Math.max(1, generations.nextRetry().orElse(Long.MAX_VALUE) - now));
    return retry.compareTo(interval) < 0 ? retry : interval;
  }

  private String missing(Generations generations) {
    List<String> missing = new ArrayList<>();
    if (definitions.wanted().isEmpty()) {
      missing.add(checkpointMissing());
    }
    if (!restored.isRestored()
        && !definitions.labelSets().containsKey(settings.labelSets().defaultId())) {
      missing.add("no label set " + settings.labelSets().defaultId() + " was published");
    }
    for (Failures.Failure failure : generations.failures().newestFirst()) {
      missing.add(failure.subject() + " cannot be used: " + failure.message());
    }
    if (missing.isEmpty()) {
      missing.add(
          generations.pending().map(ColdStart::name).orElse("a label set")
              + " is still being made ready");
    }
    return String.join("; ", missing);
  }

  private static String name(CheckpointEvent event) {
    return "checkpoint " + event.getCheckpointId() + " (" + event.getUri() + ")";
  }

  private String subject() {
    return "tagging job " + settings.jobName() + ": ";
  }

  private String contradiction() {
    String served =
        restored
            .lastActive()
            .map(event -> name(event) + " of model " + event.getModelName())
            .orElse("no checkpoint");
    return subject()
        + "its state serves with "
        + served
        + ", which model.name and model.follow do not allow, and "
        + checkpointMissing()
        + "; announce it, or set the options as they were";
  }

  private String advice() {
    return restored.isRestored() && !takesOthers()
        ? "; for a checkpoint that is gone, bring it back or set restore.missing-model to"
            + " latest-promoted"
        : "";
  }

  private String checkpointMissing() {
    String model = settings.model().name();
    return settings
        .model()
        .follow()
        .pinned()
        .map(id -> "checkpoint " + id + " of model " + model + " was not announced")
        .orElse("no promoted checkpoint of model " + model + " was announced");
  }
}
