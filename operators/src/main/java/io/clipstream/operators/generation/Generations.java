package io.clipstream.operators.generation;

import io.clipstream.model.ModelException;
import io.clipstream.operators.control.Definitions;
import io.clipstream.operators.control.LabelSetInForce;
import io.clipstream.schemas.CheckpointEvent;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The generation in service and the one to come. The coming one takes over when all of it is ready:
 * both encoders and the bank of every label set in force. If it fails, the one in service goes on
 * and still follows the label sets. For one thread.
 */
public final class Generations {
  /**
   * @param failJob whether a checkpoint that cannot be used fails the job
   */
  public record Policy(Duration retryBackoff, Duration maxRetryBackoff, boolean failJob) {}

  private static final Logger LOG = LoggerFactory.getLogger(Generations.class);

  private final Definitions definitions;
  private final TaggingModel.Source source;
  private final Policy policy;
  private final EmbeddingState restored;
  private final CheckpointEvent lastActive;
  private final Runnable ping;
  private final LongSupplier clock;
  private final Failures failures;
  private Line active;
  private Line coming;
  private Line fallback;
  private Generation current;
  private long switches;
  private long advancedAt;

  /**
   * @param restored embeddings out of state
   * @param lastActive the checkpoint that was in service when the state was written, or null; it
   *     serves if the wanted one cannot be used
   * @param ping is called, by any thread, when {@link #advance} has something to look at
   * @param clock milliseconds since 1970
   */
  public Generations(
      Definitions definitions,
      TaggingModel.Source source,
      Policy policy,
      EmbeddingState restored,
      CheckpointEvent lastActive,
      Runnable ping,
      LongSupplier clock) {
    this.definitions = definitions;
    this.source = source;
    this.policy = policy;
    this.restored = restored;
    this.lastActive = lastActive;
    this.ping = ping;
    this.clock = clock;
    this.failures = new Failures(policy.retryBackoff(), policy.maxRetryBackoff());
  }

  /**
   * Moves on to what is in force, as far as it is ready. Never waits.
   *
   * @return whether there is something new to report
   * @throws ModelException if a checkpoint cannot be used and that is to fail the job
   */
  public boolean advance() {
    advancedAt = clock.getAsLong();
    long failed = failures.count();
    boolean changed = chooseComing();
    changed |= chooseFallback();
    changed |= advanceComing();
    changed |= advanceFallback();
    changed |= advanceActive();
    failures.keepOnly(subjects());
    return changed || failures.count() > failed;
  }

  private boolean chooseComing() {
    CheckpointEvent wanted = definitions.wanted().orElse(null);
    if (wanted == null || isActive(wanted)) {
      return dropComing();
    }
    if (coming != null && coming.event().equals(wanted)) {
      return false;
    }
    boolean dropped = dropComing();
    if (!failures.mayTry(Line.subject(wanted), clock.getAsLong())) {
      return dropped;
    }
    LOG.info("checkpoint {}: loading {}", wanted.getCheckpointId(), wanted.getUri());
    coming = new Line(wanted, source, restored, ping);
    return true;
  }

  private boolean isActive(CheckpointEvent wanted) {
    return active != null && active.event().equals(wanted);
  }

  private boolean dropComing() {
    if (coming == null) {
      return false;
    }
    coming.close();
    coming = null;
    return true;
  }

  /** At a start, what served before serves again if what is wanted cannot be had. */
  private boolean chooseFallback() {
    boolean needed =
        active == null
            && fallback == null
            && lastActive != null
            && definitions.wanted().map(w -> failures.has(Line.subject(w))).orElse(true)
            && failures.mayTry(Line.subject(lastActive), clock.getAsLong())
            && !definitions.wanted().equals(Optional.of(lastActive));
    if (needed) {
      fallback = new Line(lastActive, source, restored, ping);
    }
    return needed;
  }

  private boolean advanceComing() {
    if (coming == null) {
      return false;
    }
    CheckpointEvent event = coming.event();
    try {
      boolean changed = coming.advance(definitions.labelSets(), failures, clock.getAsLong());
      return (coming.isComplete(definitions.labelSets().values()) && takeOver()) || changed;
    } catch (CompletionException e) {
      dropComing();
      failed(event, e);
      return true;
    }
  }

  private boolean takeOver() {
    if (active != null) {
      active.close();
      switches++;
    }
    active = coming;
    coming = null;
    closeFallback();
    failures.mended(Line.subject(active.event()));
    LOG.info("checkpoint {}: in service", active.event().getCheckpointId());
    renew();
    return true;
  }

  private void failed(CheckpointEvent event, CompletionException e) {
    Failures.Failure failure = failures.record(Line.subject(event), e, clock.getAsLong());
    LOG.warn(
        "{}: cannot be used: {}; attempt {}, next in {} ms",
        failure.subject(),
        failure.message(),
        failure.attempts(),
        failure.retryAfter());
    if (policy.failJob() && active != null) {
      throw new ModelException(failure.subject() + ": " + failure.message(), e);
    }
    ping.run(); // the fallback may be needed now
  }

  private boolean advanceFallback() {
    if (fallback == null) {
      return false;
    }
    try {
      fallback.advance(definitions.labelSets(), failures, clock.getAsLong());
      if (!fallback.isComplete(definitions.labelSets().values())) {
        return false;
      }
      active = fallback;
      fallback = null;
      LOG.warn("checkpoint {}: in service instead", active.event().getCheckpointId());
      renew();
    } catch (CompletionException e) {
      closeFallback();
      failures.record(Line.subject(lastActive), e, clock.getAsLong());
    }
    return true;
  }

  private void closeFallback() {
    if (fallback != null) {
      fallback.close();
      fallback = null;
    }
  }

  private boolean advanceActive() {
    if (active == null || !active.advance(definitions.labelSets(), failures, clock.getAsLong())) {
      return false;
    }
    renew();
    return true;
  }

  private void renew() {
    Generation before = current;
    current = active.generation();
    if (before != null) {
      before.release();
    }
  }

  private Set<String> subjects() {
    Set<String> subjects = new LinkedHashSet<>();
    definitions.wanted().ifPresent(wanted -> subjects.add(Line.subject(wanted)));
    if (active == null && lastActive != null) {
      subjects.add(Line.subject(lastActive));
    }
    for (Line line : new Line[] {active, coming, fallback}) {
      if (line != null) {
        definitions.labelSets().values().forEach(set -> subjects.add(line.subject(set)));
      }
    }
    return subjects;
  }

  /** The generation in service; whoever keeps it retains it. */
  public Optional<Generation> current() {
    return Optional.ofNullable(current);
  }

  /** The checkpoint that is being made ready. */
  public Optional<CheckpointEvent> pending() {
    return Optional.ofNullable(coming).map(Line::event);
  }

  /** The label sets that are ready with the checkpoint that is being made ready. */
  public Collection<Slot> pendingSlots() {
    return coming == null ? Set.of() : coming.ready();
  }

  public Failures failures() {
    return failures;
  }

  /** Why the checkpoint in service has no bank of a label set in force, if making it has failed. */
  public Optional<Failures.Failure> failure(LabelSetInForce set) {
    return active == null ? Optional.empty() : failures.of(active.subject(set));
  }

  /** Whether nothing serves and neither the wanted checkpoint nor the one before could be used. */
  public boolean isStuck() {
    return active == null
        && fallback == null
        && hasFailed(definitions.wanted())
        && hasFailed(Optional.ofNullable(lastActive));
  }

  private boolean hasFailed(Optional<CheckpointEvent> checkpoint) {
    return checkpoint.map(event -> failures.has(Line.subject(event))).orElse(true);
  }

  /** When something that failed is to be tried again, milliseconds since 1970. */
  public OptionalLong nextRetry() {
    return failures.nextRetry(advancedAt);
  }

  /** How often a checkpoint took over from another. */
  public long switches() {
    return switches;
  }

  public void close() {
    if (current != null) {
      current.release();
      current = null;
    }
    dropComing();
    closeFallback();
    if (active != null) {
      active.close();
      active = null;
    }
  }
}
