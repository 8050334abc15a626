package io.clipstream.operators.generation;

import io.clipstream.control.Definitions;
import io.clipstream.control.LabelSetInForce;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The generation in service and the one to come, as a {@link Phase} says. If the coming one fails,
 * the one in service goes on and still follows the label sets. For one thread.
 */
public final class Generations {
  /**
   * @param failJob whether a checkpoint that cannot be used fails the job
   */
  public record Policy(Duration retryBackoff, Duration maxRetryBackoff, boolean failJob) {}

  /** What a call of {@link #advance} has brought. */
  public enum News {
    NONE,
    /** Label sets of the checkpoint that is being made ready are ready or gone. */
    PROGRESS,
    /** Label sets of the generation in service are ready or gone. */
    LABEL_SETS,
    /** Another checkpoint serves or is made ready, or something failed. */
    CHECKPOINTS
  }

  private static final Log LOG = Log.of(Generations.class);

  private final Definitions definitions;
  private final Policy policy;
  private final StartCandidates beginning;
  private final LongSupplier clock;
  private final Failures failures;
  private final Candidates candidates;
  private Phase<CheckpointEvent> phase = new Phase.Starting<>(Optional.empty());
  private Optional<Generation> current = Optional.empty();
  private long switches;
  private long now;

  /**
   * @param ping is called, by any thread, when {@link #advance} has something to look at
   * @param clock milliseconds, by a clock that nobody sets
   */
  public Generations(
      Definitions definitions,
      TaggingModel.Source source,
      Policy policy,
      StartCandidates beginning,
      Runnable ping,
      LongSupplier clock) {
    this.definitions = definitions;
    this.policy = policy;
    this.beginning = beginning;
    this.clock = clock;
    this.failures = new Failures(policy.retryBackoff(), policy.maxRetryBackoff());
    this.candidates = new Candidates(definitions, source, beginning, ping);
  }

  /**
   * Moves on to what is in force, as far as it is ready. Never waits.
   *
   * @throws UnusableCheckpointException if a checkpoint is of no use and that is to fail the job
   */
  public News advance() {
    now = clock.getAsLong();
    long failed = failures.count();
    Phase<CheckpointEvent> first = phase;
    News news = News.NONE;
    Phase<CheckpointEvent> before;
    do {
      before = phase;
      news = max(news, advanceCandidates());
      phase = phase.next(situation());
      enter(before);
    } while (!phase.equals(before));
    forgetFailures();
    boolean checkpoints = !phase.equals(first) || failures.count() > failed;
    return checkpoints ? News.CHECKPOINTS : news;
  }

  private static News max(News one, News other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private Phase.Situation<CheckpointEvent> situation() {
    return new Phase.Situation<>(
        startingWith(),
        definitions.wanted(),
        event -> !failures.mayTry(CandidateCheckpoint.subject(event), now),
        event -> candidates.get(event).mayStart(needed(event), failures),
        event -> candidates.get(event).mayReplace(active().orElseThrow(), failures));
  }

  private Optional<String> needed(CheckpointEvent event) {
    return beginning.needed(event, definitions.labelSets().keySet());
  }

  private List<CheckpointEvent> startingWith() {
    List<CheckpointEvent> events = new ArrayList<>(beginning.checkpoints());
    if (events.isEmpty() || (beginning.takesOthers() && haveFailed(events))) {
      definitions.wanted().ifPresent(events::add);
      if (!policy.failJob()) { // as a running job keeps the one that serves
        events.addAll(definitions.wantedBefore());
      }
    }
    return events;
  }

  private boolean haveFailed(Collection<CheckpointEvent> checkpoints) {
    return checkpoints.stream().allMatch(event -> failures.has(CandidateCheckpoint.subject(event)));
  }

  private News advanceCandidates() {
    boolean changed = active().map(one -> one.advance(failures, now)).orElse(false);
    if (changed) {
      renew();
    }
    boolean progress = coming().map(one -> one.advance(failures, now)).orElse(false);
    phase.coming().ifPresent(this::noteFailure);
    return changed ? News.LABEL_SETS : progress ? News.PROGRESS : News.NONE;
  }

  private void noteFailure(CheckpointEvent event) {
    candidates.get(event).failure().ifPresent(cause -> failed(event, cause));
  }

  private void failed(CheckpointEvent event, Throwable cause) {
    Failures.Failure failure = failures.record(CandidateCheckpoint.subject(event), cause, now);
    LOG.with(LogKey.CHECKPOINT, event.getCheckpointId())
        .with(LogKey.PATH, event.getUri())
        .with(LogKey.ERROR, failure.message())
        .with(LogKey.ATTEMPT, failure.attempts())
        .with(LogKey.RETRY_MILLIS, failure.retryAfter())
        .warn("a checkpoint cannot be used");
    if (policy.failJob() && phase.active().isPresent()) {
      throw new UnusableCheckpointException(failure.subject() + ": " + failure.message(), cause);
    }
  }

  /** Loads and gives up what the phase says, and takes what serves now into service. */
  private void enter(Phase<CheckpointEvent> before) {
    if (phase.equals(before)) {
      return;
    }
    candidates.open(phase);
    if (!phase.active().equals(before.active())) {
      takeOver(before.active().map(candidates::get));
    }
    candidates.closeOthers(phase);
  }

  private void takeOver(Optional<CandidateCheckpoint> before) {
    CheckpointEvent event = phase.active().orElseThrow();
    CandidateCheckpoint successor = candidates.get(event);
    if (before.isPresent()) {
      successor.replace(before.get(), failures);
      switches++;
    }
    successor.enterService();
    failures.mended(CandidateCheckpoint.subject(event));
    LOG.with(LogKey.CHECKPOINT, event.getCheckpointId()).info("a checkpoint is in service");
    problem(definitions.wanted())
        .ifPresent(
            why ->
                LOG.with(LogKey.DETAIL, why.subject())
                    .with(LogKey.ERROR, why.message())
                    .warn("it serves in place of what is wanted"));
    renew();
  }

  private void renew() {
    Optional<Generation> before = current;
    current = active().map(CandidateCheckpoint::generation);
    before.ifPresent(Generation::release);
  }

  private Optional<CandidateCheckpoint> active() {
    return phase.active().map(candidates::get);
  }

  private Optional<CandidateCheckpoint> coming() {
    return phase.coming().map(candidates::get);
  }

  /** Nobody waits for what is wanted no longer. */
  private void forgetFailures() {
    if (failures.isEmpty()) {
      return;
    }
    Set<String> subjects = new LinkedHashSet<>();
    definitions.wanted().map(CandidateCheckpoint::subject).ifPresent(subjects::add);
    if (phase.active().isEmpty()) {
      startingWith().stream().map(CandidateCheckpoint::subject).forEach(subjects::add);
    }
    candidates.subjects(definitions.labelSets().values()).forEach(subjects::add);
    failures.keepOnly(subjects);
  }

  private Optional<Failures.Failure> problem(Optional<CheckpointEvent> checkpoint) {
    return checkpoint.flatMap(event -> failures.of(CandidateCheckpoint.subject(event)));
  }

  /** The checkpoint that the control log wants. */
  public Optional<CheckpointEvent> wanted() {
    return definitions.wanted();
  }

  /** What is wrong with the checkpoint that the control log wants, if that cannot be used. */
  public Optional<Failures.Failure> problemOfWanted() {
    return problem(definitions.wanted());
  }

  /** The generation in service; whoever keeps it retains it. */
  public Optional<Generation> current() {
    return current;
  }

  /** The checkpoint that is being made ready. */
  public Optional<CheckpointEvent> pending() {
    return phase.coming();
  }

  /** The label sets that are ready with the checkpoint that is being made ready. */
  public Collection<BankInForce> pendingBanks() {
    return coming().map(CandidateCheckpoint::ready).orElse(Set.of());
  }

  public Failures failures() {
    return failures;
  }

  /**
   * Why the checkpoint in service has no bank of a label set in force, if that is the set's fault:
   * with a fault of the device the set is tried again and its images wait.
   */
  public Optional<Failures.Failure> failure(LabelSetInForce set) {
    return active()
        .flatMap(one -> failures.of(one.subject(set)))
        .filter(Failures.Failure::isOwnFault);
  }

  /** Whether the generation in service has all label sets that it can have for now. */
  public boolean isIdle() {
    return active().map(CandidateCheckpoint::isIdle).orElse(false);
  }

  /** Whether nothing serves and none of the checkpoints to begin with could be used. */
  public boolean isStuck() {
    return phase.active().isEmpty() && haveFailed(beginning.checkpoints());
  }

  /**
   * The embeddings of labels for state, so that a restart and a swap begin where this attempt ends:
   * those of the checkpoint in service and of the wanted one, be it loaded yet or not.
   */
  public List<byte[]> embeddings() {
    return candidates.embeddings(
        Stream.of(phase.active(), phase.coming(), definitions.wanted()).flatMap(Optional::stream));
  }

  /** When something that failed is to be tried again, by the clock. */
  public OptionalLong nextRetry() {
    return failures.nextRetry(now);
  }

  /** How often a checkpoint took over from another. */
  public long switches() {
    return switches;
  }

  public void close() {
    current.ifPresent(Generation::release);
    current = Optional.empty();
    candidates.close();
  }
}
