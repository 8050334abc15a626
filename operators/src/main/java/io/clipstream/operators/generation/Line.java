package io.clipstream.operators.generation;

import io.clipstream.model.ModelException;
import io.clipstream.operators.control.LabelSetInForce;
import io.clipstream.schemas.CheckpointEvent;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;

/**
 * A checkpoint in the making or in service, which follows the label sets in force: the serving one
 * and the coming one each do, so that an edit reaches both. For one thread; what it waits for is
 * polled by {@link #advance}.
 */
final class Line {
  private final CheckpointEvent event;
  private final Lease<TaggingModel> model;
  private final EmbeddingState restored;
  private final Runnable ping;
  private final Map<String, Slot> ready = new LinkedHashMap<>();
  private final Map<String, Slot> pending = new LinkedHashMap<>();
  private boolean isLoaded;

  /**
   * @param restored embeddings out of state
   * @param ping is called, by any thread, when {@link #advance} has something to look at
   */
  Line(CheckpointEvent event, TaggingModel.Source source, EmbeddingState restored, Runnable ping) {
    this.event = event;
    this.restored = restored;
    this.ping = ping;
    this.model = TaggingModel.lease(event, source);
    this.model.value().whenComplete((loaded, failure) -> ping.run());
  }

  CheckpointEvent event() {
    return event;
  }

  static String subject(CheckpointEvent event) {
    return "checkpoint " + event.getCheckpointId() + " (" + event.getUri() + ")";
  }

  String subject(LabelSetInForce set) {
    return set.name() + " with checkpoint " + event.getCheckpointId();
  }

  /**
   * Takes in what has become ready and asks for what is missing.
   *
   * @return whether something became ready or went
   * @throws CompletionException if the model cannot be loaded: the line is of no use then
   */
  boolean advance(Map<String, LabelSetInForce> wanted, Failures failures, long now) {
    if (!model.value().isDone()) {
      return false;
    }
    if (!isLoaded) {
      load();
    }
    boolean changed = dropOthers(ready, wanted) | dropOthers(pending, wanted);
    for (LabelSetInForce set : wanted.values()) {
      changed |= advance(set, failures, now);
    }
    return changed;
  }

  private void load() {
    TaggingModel loaded = model.get();
    int dimension = loaded.clip().config().embeddingDimension();
    if (dimension != event.getEmbeddingDimension()) { // an earlier event brought the same files
      throw new CompletionException(
          new ModelException(
              "checkpoint %s: expected the %d embedding dimensions that were announced, found %d"
                  .formatted(event.getCheckpointId(), event.getEmbeddingDimension(), dimension)));
    }
    restored.restoreInto(loaded);
    isLoaded = true;
  }

  private static boolean dropOthers(Map<String, Slot> slots, Map<String, LabelSetInForce> wanted) {
    Set<String> gone = new LinkedHashSet<>(slots.keySet());
    gone.removeAll(wanted.keySet());
    gone.forEach(id -> slots.remove(id).close());
    return !gone.isEmpty();
  }

  private boolean advance(LabelSetInForce set, Failures failures, long now) {
    String id = set.set().getId();
    if (isReady(set)) {
      drop(pending, id);
      return false;
    }
    Slot asked = pending.get(id);
    if (asked == null || !asked.definition().equals(set)) {
      drop(pending, id);
      asked = ask(set, failures, now);
    }
    return asked != null && asked.bank().value().isDone() && take(asked, failures, now);
  }

  private boolean isReady(LabelSetInForce set) {
    Slot slot = ready.get(set.set().getId());
    return slot != null && slot.definition().equals(set);
  }

  private Slot ask(LabelSetInForce set, Failures failures, long now) {
    if (!failures.mayTry(subject(set), now)) {
      return null;
    }
    Slot asked = new Slot(set, model.get().bank(set.set(), set.hash(), model));
    pending.put(set.set().getId(), asked);
    asked.bank().value().whenComplete((bank, failure) -> ping.run());
    return asked;
  }

  private boolean take(Slot asked, Failures failures, long now) {
    String id = asked.definition().set().getId();
    if (asked.bank().value().isCompletedExceptionally()) {
      drop(pending, id);
      failures.record(
          subject(asked.definition()), asked.bank().value().handle((b, f) -> f).join(), now);
      return false;
    }
    failures.mended(subject(asked.definition()));
    pending.remove(id);
    drop(ready, id);
    ready.put(id, asked);
    return true;
  }

  private static void drop(Map<String, Slot> slots, String id) {
    Slot slot = slots.remove(id);
    if (slot != null) {
      slot.close();
    }
  }

  /** Whether every label set in force has its bank. */
  boolean isComplete(Collection<LabelSetInForce> wanted) {
    return isLoaded && wanted.stream().allMatch(this::isReady);
  }

  /** What is ready, as a generation that the caller has to release. */
  Generation generation() {
    return new Generation(event, model, ready.values());
  }

  /** The label sets that are ready. */
  Collection<Slot> ready() {
    return ready.values();
  }

  void close() {
    pending.values().forEach(Slot::close);
    ready.values().forEach(Slot::close);
    pending.clear();
    ready.clear();
    model.close();
  }
}
