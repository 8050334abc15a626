package io.clipstream.operators.tagging;

import io.clipstream.control.LabelSetInForce;
import io.clipstream.operators.StatusLimits;
import io.clipstream.operators.generation.Bank;
import io.clipstream.operators.generation.BankInForce;
import io.clipstream.operators.generation.CheckpointCopy;
import io.clipstream.operators.generation.Failures.Failure;
import io.clipstream.operators.generation.Generation;
import io.clipstream.operators.generation.Generations;
import io.clipstream.schemas.CheckpointAnswer;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.FailureStatus;
import io.clipstream.schemas.GenerationStatus;
import io.clipstream.schemas.JobKind;
import io.clipstream.schemas.LabelSetRef;
import io.clipstream.schemas.StatusCounts;
import io.clipstream.schemas.StatusEvent;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.flink.api.common.TaskInfo;

/**
 * What a subtask is doing, for people. However many label sets there are, an event names a few:
 * first of all those that failed or are in work.
 */
final class StatusEvents {
  private final Generations generations;
  private final List<LabelSetInForce> inWork = new ArrayList<>();
  private final List<BankInForce> active;
  private final Collection<BankInForce> pending;
  private final List<Failure> failures;

  private StatusEvents(Generations generations, Collection<LabelSetInForce> inForce) {
    this.generations = generations;
    this.active = generations.current().map(StatusEvents::banks).orElse(List.of());
    this.pending = generations.pendingBanks();
    this.failures = generations.failures().newestFirst();
    Map<String, LabelSetInForce> ready = new HashMap<>();
    (generations.pending().isPresent() ? pending : active)
        .forEach(bank -> ready.put(bank.definition().set().getId(), bank.definition()));
    for (LabelSetInForce set : inForce) {
      if (!set.equals(ready.get(set.set().getId()))) {
        inWork.add(set);
      }
    }
  }

  private static List<BankInForce> banks(Generation generation) {
    return StreamSupport.stream(generation.banks().spliterator(), false).toList();
  }

  /**
   * The event of a subtask.
   *
   * @param inForce the label sets that the control log names
   */
  static StatusEvent of(
      TaggerSettings settings,
      TaskInfo task,
      Generations generations,
      Collection<LabelSetInForce> inForce) {
    StatusEvent status = new StatusEvent();
    status.setJobName(settings.jobName());
    status.setSubtask(task.getIndexOfThisSubtask());
    status.setParallelism(task.getNumberOfParallelSubtasks());
    status.setKind(JobKind.TAGGING.wireName());
    status.setHost(ManagementFactory.getRuntimeMXBean().getName());
    status.setDevice(device(settings, generations));
    status.setModelName(settings.model().name());
    status.setFollow(settings.model().follow().toString());
    status.setAnswer(generations.wanted().map(event -> answer(event, generations)).orElse(null));
    status.setNextWithinMillis(settings.statusInterval().toMillis());
    status.setActivity(fetching(generations));
    new StatusEvents(generations, inForce).addTo(status);
    status.setUpdatedAt(Instant.now());
    return StatusLimits.USUAL.apply(status);
  }

  /** Of the checkpoint to come, while it is fetched. */
  private static String fetching(Generations generations) {
    return generations
        .pending()
        .flatMap(event -> CheckpointCopy.progress(event.getUri()))
        .orElse(null);
  }

  private static String device(TaggerSettings settings, Generations generations) {
    return generations
        .current()
        .map(g -> g.model().key().device())
        .orElse(settings.model().device());
  }

  private void addTo(StatusEvent status) {
    status.setActive(
        generations.current().map(g -> of(g.checkpoint(), firstInWork(active))).orElse(null));
    status.setPending(generations.pending().map(event -> of(event, pending)).orElse(null));
    Stream<FailureStatus> warnings = generations.current().stream().flatMap(StatusEvents::warnings);
    status.setFailures(
        Stream.concat(some(failures.stream()).map(StatusEvents::failure), warnings).toList());
    status.setInWork(some(firstFailed()).map(StatusEvents::reference).toList());
    status.setCounts(
        new StatusCounts(active.size(), pending.size(), inWork.size(), failures.size()));
  }

  /** More than any limit would only be made to be left out. */
  private static <T> Stream<T> some(Stream<T> all) {
    return all.limit(StatusLimits.USUAL.labelSets());
  }

  /** What somebody waits for: what is in work, and what has just become ready. */
  private Collection<BankInForce> firstInWork(List<BankInForce> banks) {
    Set<String> ids = new HashSet<>();
    inWork.forEach(set -> ids.add(set.set().getId()));
    return Stream.concat(
            banks.stream().filter(bank -> ids.contains(bank.definition().set().getId())),
            banks.stream()
                .filter(bank -> !ids.contains(bank.definition().set().getId()))
                .sorted(Comparator.comparing((BankInForce s) -> s.lease().get().made()).reversed()))
        .toList();
  }

  private Stream<LabelSetInForce> firstFailed() {
    return Stream.concat(
        inWork.stream().filter(set -> generations.failure(set).isPresent()),
        inWork.stream().filter(set -> generations.failure(set).isEmpty()));
  }

  private static CheckpointAnswer answer(CheckpointEvent wanted, Generations generations) {
    return new CheckpointAnswer(
        wanted.getCheckpointId(),
        wanted.getAnnouncedAt(),
        generations.current().map(Generation::checkpoint).filter(wanted::equals).isPresent(),
        generations.problemOfWanted().map(Failure::message).orElse(null));
  }

  private static GenerationStatus of(CheckpointEvent checkpoint, Collection<BankInForce> banks) {
    return new GenerationStatus(
        checkpoint.getCheckpointId(),
        checkpoint.getEmbeddingSpaceId(),
        some(banks.stream()).map(bank -> reference(bank.definition())).toList());
  }

  private static LabelSetRef reference(LabelSetInForce set) {
    return new LabelSetRef(set.set().getId(), set.set().getRevision(), set.hash());
  }

  /** What serves and yet is not as somebody meant it. */
  private static Stream<FailureStatus> warnings(Generation generation) {
    return some(banks(generation).stream().flatMap(bank -> warning(bank).stream()));
  }

  private static Optional<FailureStatus> warning(BankInForce inForce) {
    Bank bank = inForce.lease().get();
    return bank.warning()
        .map(words -> new FailureStatus(inForce.definition().name(), words, 1, bank.made(), null));
  }

  private static FailureStatus failure(Failure failure) {
    return new FailureStatus(
        failure.subject(),
        failure.message(),
        failure.attempts(),
        failure.at(),
        failure.retryAfter());
  }
}
