package io.clipstream.operators.generation;

import io.clipstream.control.LabelSetInForce;
import io.clipstream.schemas.CheckpointEvent;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * A checkpoint in the making or in service, which follows the label sets in force: the serving one
 * and the coming one each do, so that an edit reaches both. Few sets are asked for at once, those
 * with the least to encode first. For one thread; what it waits for is polled by {@link #advance}.
 */
final class CandidateCheckpoint {
  /** Asked for at once: a large set and a small one, which so does not wait behind it. */
  private static final int MAX_ASKED = 2;

  private final CheckpointEvent event;
  private final Lease<TaggingModel> model;
  private final CompletableFuture<TaggingModel> loaded;
  private final EmbeddingState restored;
  private final String defaultSet;
  private final Runnable ping;
  private final Map<String, LabelSetInForce> wanted;
  private final LongSupplier edits;
  private final Set<String> awaited;
  private final Map<String, PendingLabelSet> pending = new LinkedHashMap<>();
  private final Map<String, BankInForce> ready = new LinkedHashMap<>();
  private final Map<String, BankInForce> asked = new LinkedHashMap<>();
  private boolean isLoaded;
  private boolean isInService;
  private long seenEdits = -1;

  /**
   * @param wanted the label sets in force, also those to come; those of now are awaited by a swap
   * @param edits goes up with each change of those
   * @param defaultSet the label set that is made first
   * @param restored embeddings out of state
   * @param ping is called, by any thread, when {@link #advance} has something to look at
   */
  CandidateCheckpoint(
      CheckpointEvent event,
      TaggingModel.Source source,
      Map<String, LabelSetInForce> wanted,
      LongSupplier edits,
      String defaultSet,
      EmbeddingState restored,
      Runnable ping) {
    this.event = event;
    this.wanted = wanted;
    this.edits = edits;
    this.awaited = Set.copyOf(wanted.keySet());
    this.defaultSet = defaultSet;
    this.restored = restored;
    this.ping = ping;
    this.model = TaggingModel.lease(event, source);
    this.loaded = model.value();
    CompletableFuture<TaggingModel> unused = loaded.whenComplete((found, failure) -> ping.run());
  }

  static String subject(CheckpointEvent event) {
    return "checkpoint " + event.getCheckpointId() + " (" + event.getUri() + ")";
  }

  String subject(LabelSetInForce set) {
    return set.name() + " with checkpoint " + event.getCheckpointId();
  }

  /** Why it cannot be used, once that is known: nothing becomes of it then. */
  Optional<Throwable> failure() {
    return loaded.isCompletedExceptionally()
        ? Optional.of(loaded.handle((found, failure) -> failure).join())
        : Optional.empty();
  }

  /**
   * Takes in what has become ready and asks for what is missing.
   *
   * @return whether something became ready or went
   */
  boolean advance(Failures failures, long now) {
    if (!loaded.isDone() || loaded.isCompletedExceptionally()) {
      return false;
    }
    if (!isLoaded) {
      restore();
      isLoaded = true;
    }
    boolean changed = edits.getAsLong() != seenEdits && follow();
    for (BankInForce bank : List.copyOf(asked.values())) {
      changed |= bank.lease().value().isDone() && take(bank, failures, now);
    }
    while (asked.size() < MAX_ASKED && ask(failures, now)) {
      // One more.
    }
    return changed;
  }

  /** Gives the model the embeddings out of state that the label sets in force need. */
  private void restore() {
    List<Lease<Claim>> needed = wanted.values().stream().map(model.get()::claim).toList();
    needed.forEach(claim -> claim.value().join()); // another subtask may be at it
    restored.restoreInto(model.get());
    wanted.values().forEach(this::claim);
    needed.forEach(Lease::close);
  }

  /** Only after an edit: with a thousand sets, each that is ready would look at all the others. */
  private boolean follow() {
    seenEdits = edits.getAsLong();
    boolean changed = dropOthers();
    wanted.values().forEach(this::claim);
    return changed;
  }

  private boolean dropOthers() {
    Set<String> gone = new LinkedHashSet<>(ready.keySet());
    gone.removeAll(wanted.keySet());
    gone.forEach(id -> drop(ready, id));
    Set<String> unwanted = new LinkedHashSet<>(pending.keySet());
    unwanted.removeAll(wanted.keySet());
    unwanted.forEach(this::dropPending);
    return !gone.isEmpty();
  }

  /** Keeps the claim of a set in step with its definition. */
  private void claim(LabelSetInForce set) {
    String id = set.set().getId();
    PendingLabelSet before = pending.get(id);
    if (isReady(set)) {
      dropPending(id);
    } else if (before == null || !before.set().equals(set)) {
      // Before the other is given up: what both need is kept.
      PendingLabelSet claim = PendingLabelSet.of(set, model.get());
      if (before != null) {
        before.close();
      }
      pending.put(id, claim);
      if (isInService || ready.containsKey(id)) {
        drop(asked, id); // in a swap the first revision is finished: edits cannot hold it off
      }
    }
  }

  private void dropPending(String id) {
    PendingLabelSet claim = pending.remove(id);
    if (claim != null) {
      claim.close();
    }
    drop(asked, id);
  }

  private boolean isReady(LabelSetInForce set) {
    BankInForce bank = ready.get(set.set().getId());
    return bank != null && bank.definition().equals(set);
  }

  private boolean ask(Failures failures, long now) {
    boolean mayBeLarge =
        asked.keySet().stream().map(pending::get).noneMatch(c -> c != null && c.isLarge());
    Optional<PendingLabelSet> next =
        pending.values().stream()
            .filter(claim -> !asked.containsKey(id(claim)))
            .filter(claim -> mayBeLarge || !claim.isLarge())
            .filter(c -> failures.isEmpty() || failures.mayTry(subject(c.set()), now))
            .min(
                Comparator.comparing((PendingLabelSet c) -> !id(c).equals(defaultSet))
                    .thenComparing(PendingLabelSet::missing));
    next.ifPresent(claim -> ask(claim.set()));
    return next.isPresent();
  }

  private static String id(PendingLabelSet claim) {
    return claim.set().set().getId();
  }

  private void ask(LabelSetInForce set) {
    BankInForce bank = new BankInForce(set, model.get().bank(set.set(), set.hash(), model));
    asked.put(set.set().getId(), bank);
    CompletableFuture<Bank> unused =
        bank.lease().value().whenComplete((made, failure) -> ping.run());
  }

  private boolean take(BankInForce bank, Failures failures, long now) {
    String id = bank.definition().set().getId();
    if (bank.lease().value().isCompletedExceptionally()) {
      drop(asked, id);
      failures.record(
          subject(bank.definition()), bank.lease().value().handle((b, f) -> f).join(), now);
      return false;
    }
    failures.mended(subject(bank.definition()));
    asked.remove(id);
    drop(ready, id);
    ready.put(id, bank);
    if (isReady(wanted.get(id))) {
      dropPending(id);
    }
    return true;
  }

  private static void drop(Map<String, BankInForce> banks, String id) {
    BankInForce bank = banks.remove(id);
    if (bank != null) {
      bank.close();
    }
  }

  /**
   * Whether a job that has nothing else may begin with it: everything is there that needs no
   * encoding, and the set that must be.
   *
   * @param needed a label set without which nothing is to begin
   */
  boolean mayStart(Optional<String> needed, Failures failures) {
    return isLoaded
        && needed.map(ready::containsKey).orElse(true)
        && pending.values().stream()
            .noneMatch(claim -> claim.missing() == 0 && !failures.has(subject(claim.set())));
  }

  /**
   * Whether it lacks nothing that another has to offer: each label set that was in force when it
   * began has been ready once, has failed, or is gone. What came later is finished beside.
   */
  boolean mayReplace(CandidateCheckpoint other, Failures failures) {
    return isLoaded
        && awaited.stream()
            .filter(wanted::containsKey)
            .allMatch(id -> ready.containsKey(id) || isGivenUp(wanted.get(id), other, failures));
  }

  /** A fault of the device gives a set up only where the other does not serve it either. */
  private boolean isGivenUp(LabelSetInForce set, CandidateCheckpoint other, Failures failures) {
    return failures
        .of(subject(set))
        .filter(f -> f.isOwnFault() || !other.ready.containsKey(set.set().getId()))
        .isPresent();
  }

  /** Takes over: what the other serves in a later revision is not served in an earlier one. */
  void replace(CandidateCheckpoint other, Failures failures) {
    for (Map.Entry<String, BankInForce> served : other.ready.entrySet()) {
      BankInForce own = ready.get(served.getKey());
      PendingLabelSet claim = pending.get(served.getKey());
      if (own != null
          && claim != null
          && own.definition().set().getRevision()
              < served.getValue().definition().set().getRevision()
          && !failures.has(subject(claim.set()))) {
        drop(ready, served.getKey());
      }
    }
  }

  void enterService() {
    isInService = true;
  }

  /** Whether it has all that it can have for now. */
  boolean isIdle() {
    return isLoaded && asked.isEmpty();
  }

  /** The model, once it is loaded. */
  Optional<TaggingModel> loaded() {
    return isLoaded ? Optional.of(model.get()) : Optional.empty();
  }

  /** What is ready, as a generation that the caller has to release. */
  Generation generation() {
    return new Generation(event, model, ready.values());
  }

  /** The label sets that are ready. */
  Collection<BankInForce> ready() {
    return ready.values();
  }

  void close() {
    Set.copyOf(pending.keySet()).forEach(this::dropPending);
    asked.values().forEach(BankInForce::close);
    ready.values().forEach(BankInForce::close);
    asked.clear();
    ready.clear();
    model.close();
  }
}
