package io.clipstream.control;

import io.clipstream.control.RecordEffect.Changed;
import io.clipstream.control.RecordEffect.Nothing;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.LabelSets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The label sets that the control log names, and what it said of those that are gone. */
final class LabelSetsInForce {
  /** Deletions that are remembered: those beyond only make images of such a set wait a moment. */
  private static final int MAX_DELETED = 10_000;

  private final DefinitionStore store;
  private final Map<String, LabelSetInForce> sets = new LinkedHashMap<>();
  private final Map<String, LabelSetInForce> view = Collections.unmodifiableMap(sets);
  private final Set<String> deleted = new LinkedHashSet<>();

  /** Of a log before the present one, which begins with any revision. */
  private final Set<String> orphans = new LinkedHashSet<>();

  /** What those who adopt this keep of it; many do at once, and need the bytes but once. */
  private final Map<String, byte[]> encoded = new ConcurrentHashMap<>();

  private long edits;

  LabelSetsInForce(DefinitionStore store) {
    this.store = store;
  }

  void restore(LabelSet set) {
    put(new LabelSetInForce(set, LabelSets.contentHash(set)));
  }

  void restoreOrphan(String id) {
    orphans.add(id);
  }

  /** By id; follows later changes. */
  Map<String, LabelSetInForce> asMap() {
    return view;
  }

  /** Goes up with each change. */
  long edits() {
    return edits;
  }

  boolean isDeleted(String id) {
    return deleted.contains(id);
  }

  /** The set that a revision has to follow, or null. */
  LabelSetInForce before(String id) {
    return orphans.contains(id) ? null : sets.get(id);
  }

  /** What is here came from another log of that name. */
  void orphan() {
    sets.keySet().forEach(store::orphan);
    orphans.addAll(sets.keySet());
  }

  /** The log has said something of the set. */
  private void belongs(String id) {
    if (orphans.remove(id)) {
      store.deleteOrphan(id);
    }
  }

  RecordEffect delete(String id) {
    deleted.add(id);
    if (deleted.size() > MAX_DELETED) {
      deleted.remove(deleted.iterator().next());
    }
    belongs(id);
    if (sets.remove(id) == null) {
      return new Nothing();
    }
    edits++;
    store.deleteSet(id);
    return new Changed("label set " + id + " was deleted");
  }

  /** Takes a revision in that the rule has let pass. */
  RecordEffect take(LabelSet set) {
    LabelSetInForce next = new LabelSetInForce(set, LabelSets.contentHash(set));
    LabelSetInForce before = before(set.getId());
    if (before != null && before.set().getRevision() >= set.getRevision()) {
      return new Nothing(); // the rule let it pass, so it has the same content
    }
    put(next);
    belongs(set.getId());
    deleted.remove(set.getId());
    store.put(set);
    return new Changed(next.name() + " is in force");
  }

  private void put(LabelSetInForce next) {
    sets.put(next.set().getId(), next);
    edits++;
  }

  /** Takes over what another has, which is only looked at, by many at once. */
  void adopt(LabelSetsInForce other) {
    other.sets.values().forEach(this::put);
    other.sets.forEach((id, next) -> store.putSet(id, () -> other.encoded(next.set())));
    deleted.addAll(other.deleted);
  }

  private byte[] encoded(LabelSet set) {
    return encoded.computeIfAbsent(set.getId(), id -> DefinitionStore.encode(set));
  }
}
