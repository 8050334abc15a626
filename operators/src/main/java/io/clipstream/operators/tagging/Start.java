package io.clipstream.operators.tagging;

import io.clipstream.model.ModelException;
import io.clipstream.operators.ControlLogReader;
import io.clipstream.operators.ControlRecord;
import io.clipstream.operators.DeadLetter;
import io.clipstream.operators.control.Definitions;
import io.clipstream.operators.control.Verdict;
import io.clipstream.operators.generation.Failures;
import io.clipstream.operators.generation.Generation;
import io.clipstream.operators.generation.Generations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits, before the first image is read, until there is a generation to tag it with. Without state
 * the control logs say what to use, and are read again until they name all that is needed. State
 * replaces them, unless it names only checkpoints that cannot be used and the settings allow
 * others.
 */
final class Start {
  private static final Logger LOG = LoggerFactory.getLogger(Start.class);

  private final TaggerSettings settings;
  private final Definitions definitions;
  private final Generations generations;
  private final ControlLogReader reader;
  private final boolean isRestored;
  private final List<DeadLetter> refused = new ArrayList<>();

  /**
   * @param isRestored whether the definitions come out of state
   */
  Start(
      TaggerSettings settings,
      Definitions definitions,
      Generations generations,
      ControlLogReader reader,
      boolean isRestored) {
    this.settings = settings;
    this.definitions = definitions;
    this.generations = generations;
    this.reader = reader;
    this.isRestored = isRestored;
  }

  /**
   * Returns when a generation is in service.
   *
   * @param news a permit for each time that there is something to look at
   * @return control records that were refused
   * @throws ModelException naming what is missing, after the start timeout
   * @throws InterruptedException if the task is cancelled
   */
  List<DeadLetter> await(Semaphore news) throws Exception {
    long deadline = System.nanoTime() + settings.startTimeout().toNanos();
    long readAt = System.nanoTime();
    while (true) {
      if (readsLogs() && System.nanoTime() >= readAt) {
        read();
        readAt = System.nanoTime() + settings.readInterval().toNanos();
      }
      generations.advance();
      if (isReady()) {
        return refused;
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new ModelException(missing());
      }
      news.tryAcquire(Math.min(left, nextLook().toNanos()), TimeUnit.NANOSECONDS);
      news.drainPermits();
    }
  }

  private boolean readsLogs() {
    return !isRestored
        || (settings.onMissingModel() == OnMissingModel.LATEST_PROMOTED && generations.isStuck());
  }

  private Duration nextLook() {
    long now = System.currentTimeMillis();
    Duration interval = settings.readInterval();
    Duration retry =
        Duration.ofMillis(Math.max(1, generations.nextRetry().orElse(Long.MAX_VALUE) - now));
    return retry.compareTo(interval) < 0 ? retry : interval;
  }

  private void read() throws Exception {
    if (isRestored) {
      LOG.warn(
          "tagging job {}: no checkpoint in the state can be used; looking for the one promoted last",
          settings.jobName());
    }
    for (ControlRecord record : reader.read()) {
      if (definitions.apply(record) instanceof Verdict.Refused refusal) {
        refused.add(refusal.letter());
      }
    }
  }

  private boolean isReady() {
    Optional<Generation> current = generations.current();
    if (current.isEmpty()) {
      return false;
    }
    if (isRestored) {
      return true;
    }
    return definitions.labelSets().keySet().stream().allMatch(id -> current.get().slot(id) != null)
        && current.get().slot(settings.defaultLabelSet()) != null;
  }

  private String missing() {
    List<String> missing = new ArrayList<>();
    if (definitions.wanted().isEmpty()) {
      missing.add(checkpointMissing());
    }
    if (!definitions.labelSets().containsKey(settings.defaultLabelSet())) {
      missing.add("no label set " + settings.defaultLabelSet() + " was published");
    }
    for (Failures.Failure failure : generations.failures().newestFirst()) {
      missing.add(failure.subject() + " cannot be used: " + failure.message());
    }
    if (missing.isEmpty()) {
      missing.add(
          generations
                  .pending()
                  .map(
                      event ->
                          "checkpoint " + event.getCheckpointId() + " (" + event.getUri() + ")")
                  .orElse("a label set")
              + " is still being made ready");
    }
    return "tagging job "
        + settings.jobName()
        + ": nothing to tag with after the start timeout of "
        + settings.startTimeout()
        + ": "
        + String.join("; ", missing)
        + advice();
  }

  private String advice() {
    return isRestored && settings.onMissingModel() == OnMissingModel.FAIL
        ? "; for a checkpoint that is gone, bring it back or set restore.missing-model to"
            + " latest-promoted"
        : "";
  }

  private String checkpointMissing() {
    return settings.follow() instanceof Follow.Pinned pinned
        ? "checkpoint "
            + pinned.checkpointId()
            + " of model "
            + settings.modelName()
            + " was not announced"
        : "no promoted checkpoint of model " + settings.modelName() + " was announced";
  }
}
