package io.clipstream.operators.generation;

import io.clipstream.control.Definitions;
import io.clipstream.control.LabelSetInForce;
import io.clipstream.schemas.CheckpointEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  private static final Logger LOG = LoggerFactory.getLogger(Generations.class);

  private final Definitions definitions;
  private final TaggingModel.Source source;
  private final Policy policy;
  private final Beginning beginning;
  private final Runnable ping;
  private final LongSupplier clock;
  private final Failures failures;
  private final Map<CheckpointEvent, CandidateCheckpoint> lines = new LinkedHashMap<>();
  private Phase<CheckpointEvent> phase = new Phase.Starting<>(Optional.empty());
  private Generation current;
  private long switches;
  private long now;

  /**
   * @param ping is called, by any thread, when {@link #advance} has something to look at
   * @param clock milliseconds since 1970
   */
  public Generations(
      Definitions definitions,
      TaggingModel.Source source,
      Policy policy,
      Beginning beginning,
      Runnable ping,
      LongSupplier clock) {
    this.definitions = definitions;
    this.source = source;
    this.policy = policy;
    this.beginning = beginning;
    this.ping = ping;
    this.clock = clock;
    this.failures = new Failures(policy.retryBackoff(), policy.maxRetryBackoff());
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
      news = max(news, advanceLines());
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
        candidates(),
        definitions.wanted(),
        event -> !failures.mayTry(CandidateCheckpoint.subject(event), now),
        event -> lines.get(event).mayStart(needed(event), failures),
        event -> lines.get(event).mayReplace(activeLine().orElseThrow(), failures));
  }

  private Optional<String> needed(CheckpointEvent event) {
    return beginning.needed(event, definitions.labelSets().keySet());
  }

  private List<CheckpointEvent> candidates() {
    List<CheckpointEvent> candidates = new ArrayList<>(beginning.checkpoints());
    if (candidates.isEmpty() || (beginning.takesOthers() && haveFailed(candidates))) {
      definitions.wanted().ifPresent(candidates::add);
    }
    return candidates;
  }

  private boolean haveFailed(Collection<CheckpointEvent> checkpoints) {
    return checkpoints.stream().allMatch(event -> failures.has(CandidateCheckpoint.subject(event)));
  }

  private News advanceLines() {
    boolean changed =
        phase.active().map(event -> lines.get(event).advance(failures, now)).orElse(false);
    if (changed) {
      renew();
    }
    boolean progress = phase.coming().map(this::advanceComing).orElse(false);
    return changed ? News.LABEL_SETS : progress ? News.PROGRESS : News.NONE;
  }

  private boolean advanceComing(CheckpointEvent event) {
    try {
      return lines.get(event).advance(failures, now);
    } catch (CompletionException e) {
      Failures.Failure failure = failures.record(CandidateCheckpoint.subject(event), e, now);
      LOG.warn(
          "{}: cannot be used: {}; attempt {}, next in {} ms",
          failure.subject(),
          failure.message(),
          failure.attempts(),
          failure.retryAfter());
      if (policy.failJob() && phase.active().isPresent()) {
        throw new UnusableCheckpointException(failure.subject() + ": " + failure.message(), e);
      }
      return false;
    }
  }

  /** Opens and closes lines, and takes what serves now into service. */
  private void enter(Phase<CheckpointEvent> before) {
    if (phase.equals(before)) {
      return;
    }
    phase.coming().filter(event -> !lines.containsKey(event)).ifPresent(this::open);
    if (!phase.active().equals(before.active())) {
      takeOver(before.active().map(lines::get));
    }
    Set<CheckpointEvent> named = new LinkedHashSet<>();
    Stream.of(phase.active(), phase.coming()).flatMap(Optional::stream).forEach(named::add);
    Set<CheckpointEvent> others = new LinkedHashSet<>(lines.keySet());
    others.removeAll(named);
    others.forEach(event -> lines.remove(event).close());
  }

  private void open(CheckpointEvent event) {
    LOG.info("checkpoint {}: loading {}", event.getCheckpointId(), event.getUri());
    lines.put(
        event,
        new CandidateCheckpoint(
            event,
            source,
            definitions.labelSets(),
            beginning.defaultSet(),
            beginning.embeddings(),
            ping));
  }

  private void takeOver(Optional<CandidateCheckpoint> before) {
    CheckpointEvent event = phase.active().orElseThrow();
    CandidateCheckpoint line = lines.get(event);
    if (before.isPresent()) {
      line.replace(before.get(), failures);
      switches++;
    }
    line.enterService();
    failures.mended(CandidateCheckpoint.subject(event));
    LOG.info("checkpoint {}: in service", event.getCheckpointId());
    renew();
  }

  private void renew() {
    Generation before = current;
    current = activeLine().orElseThrow().generation();
    if (before != null) {
      before.release();
    }
  }

  private Optional<CandidateCheckpoint> activeLine() {
    return phase.active().map(lines::get);
  }

  /** Nobody waits for what is wanted no longer. */
  private void forgetFailures() {
    if (failures.isEmpty()) {
      return;
    }
    Set<String> subjects = new LinkedHashSet<>();
    definitions.wanted().map(CandidateCheckpoint::subject).ifPresent(subjects::add);
    if (phase.active().isEmpty()) {
      beginning.checkpoints().stream().map(CandidateCheckpoint::subject).forEach(subjects::add);
    }
    for (CandidateCheckpoint line : lines.values()) {
      definitions.labelSets().values().forEach(set -> subjects.add(line.subject(set)));
    }
    failures.keepOnly(subjects);
  }

  /** The generation in service; whoever keeps it retains it. */
  public Optional<Generation> current() {
    return Optional.ofNullable(current);
  }

  /** The checkpoint that is being made ready. */
  public Optional<CheckpointEvent> pending() {
    return phase.coming();
  }

  /** The label sets that are ready with the checkpoint that is being made ready. */
  public Collection<BankInForce> pendingSlots() {
    return phase.coming().map(event -> lines.get(event).ready()).orElse(Set.of());
  }

  public Failures failures() {
    return failures;
  }

  /**
   * Why the checkpoint in service has no bank of a label set in force, if that is the set's fault:
   * with a fault of the device the set is tried again and its images wait.
   */
  public Optional<Failures.Failure> failure(LabelSetInForce set) {
    return activeLine()
        .flatMap(line -> failures.of(line.subject(set)))
        .filter(Failures.Failure::isOwnFault);
  }

  /** Whether the generation in service has all label sets that it can have for now. */
  public boolean isIdle() {
    return activeLine().map(CandidateCheckpoint::isIdle).orElse(false);
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
    Map<ModelKey, List<byte[]>> pieces = new LinkedHashMap<>();
    Stream.of(phase.active(), phase.coming(), definitions.wanted())
        .flatMap(Optional::stream)
        .forEach(
            event ->
                pieces.computeIfAbsent(
                    TaggingModel.key(event, source), key -> embeddings(event, key)));
    return pieces.values().stream().flatMap(List::stream).toList();
  }

  private List<byte[]> embeddings(CheckpointEvent event, ModelKey key) {
    return Optional.ofNullable(lines.get(event))
        .flatMap(CandidateCheckpoint::loaded)
        .map(EmbeddingState::pieces)
        .orElseGet(() -> beginning.embeddings().pieces(key));
  }

  /** When something that failed is to be tried again, milliseconds since 1970. */
  public OptionalLong nextRetry() {
    return failures.nextRetry(now);
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
    lines.values().forEach(CandidateCheckpoint::close);
    lines.clear();
  }
}
