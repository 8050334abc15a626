package io.clipstream.control;

import io.clipstream.control.RecordEffect.Changed;
import io.clipstream.control.RecordEffect.Nothing;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.LabelSets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The label sets in force and the checkpoint to use, out of the control logs: the last valid record
 * of each key, in the order of offsets. It changes by records alone, and in the same way wherever
 * the same records are applied. For one thread.
 */
public final class Definitions {
  /** Deletions that are remembered: those beyond only make images of such a set wait a moment. */
  private static final int MAX_DELETED = 10_000;

  private final ControlCodecs codecs;
  private final CheckpointRule rule;
  private final DefinitionStore store;
  private final Map<String, LabelSetInForce> labelSets = new LinkedHashMap<>();
  private final Map<String, Long> positions = new LinkedHashMap<>();
  private final Set<String> deleted = new LinkedHashSet<>();
  private EarlierCheckpoints earlier = new EarlierCheckpoints();
  private CheckpointEvent wanted;

  /**
   * @param store keeps every change
   */
  public Definitions(ControlCodecs codecs, CheckpointRule rule, DefinitionStore store) {
    this.codecs = codecs;
    this.rule = rule;
    this.store = store;
    store.restore(this::restoreSet, event -> wanted = event, positions::put);
  }

  /** Definitions that nothing keeps: for who reads the logs from their beginnings. */
  public Definitions(ControlCodecs codecs, CheckpointRule rule) {
    this(codecs, rule, DefinitionStore.none());
  }

  private void restoreSet(LabelSet set) {
    labelSets.put(set.getId(), new LabelSetInForce(set, LabelSets.contentHash(set)));
  }

  /** By id; what is returned follows later changes. */
  public Map<String, LabelSetInForce> labelSets() {
    return Collections.unmodifiableMap(labelSets);
  }

  /** The checkpoint that the job should use, if one was announced. */
  public Optional<CheckpointEvent> wanted() {
    return Optional.ofNullable(wanted);
  }

  /**
   * What was wanted before, newest first, some of it at most: for a start that cannot serve with
   * what is wanted. Known once the logs were read.
   */
  public List<CheckpointEvent> wantedBefore() {
    return wanted().map(earlier::without).orElse(List.of());
  }

  /** The offset of the last record that was applied, -1 if none was. */
  public long position(String topicAndPartition) {
    return positions.getOrDefault(topicAndPartition, -1L);
  }

  /** Whether the set's deletion was read here: then nobody need wait for it. */
  public boolean isDeleted(String labelSet) {
    return deleted.contains(labelSet);
  }

  /** Whether a checkpoint that served before may serve under the options of now. */
  public boolean allows(CheckpointEvent checkpoint) {
    return rule.allows(checkpoint);
  }

  /** Whether the state comes from a job with other options for its model. */
  public boolean areOptionsChanged() {
    return store
        .rule()
        .map(text -> !text.equals(rule.text()))
        .orElseGet(() -> wanted().filter(event -> !rule.allows(event)).isPresent());
  }

  /**
   * Takes the control logs in. What state knows of label sets it need not learn again; which
   * checkpoint is wanted is chosen anew if the options have changed: they win over state.
   *
   * @param logs both, from their beginnings to their ends
   * @return records that were refused
   */
  public List<DeadLetter> read(List<ControlRecord> logs) {
    if (!store.rule().equals(Optional.of(rule.text()))) {
      chooseAgain(
          logs.stream().filter(record -> record.log() == ControlRecord.Log.CHECKPOINTS).toList());
      store.rule(rule.text());
    }
    List<DeadLetter> refused = new ArrayList<>();
    logs.forEach(record -> apply(record).ifRefused(refused::add));
    earlier = earlierOf(logs);
    return refused;
  }

  /** State knows what is wanted, and nothing of what was before. */
  private EarlierCheckpoints earlierOf(List<ControlRecord> logs) {
    Definitions whole = new Definitions(codecs, rule);
    logs.stream()
        .filter(record -> record.log() == ControlRecord.Log.CHECKPOINTS)
        .forEach(whole::apply);
    whole.wanted().ifPresent(whole.earlier::add);
    return whole.earlier;
  }

  private void chooseAgain(List<ControlRecord> announcements) {
    Optional<CheckpointEvent> before = wanted();
    wanted = null;
    store.deleteCheckpoint();
    boolean isWhole = false; // whether the log has all that the state has seen of it
    for (ControlRecord control : announcements) {
      long seen = position(log(control.record()));
      if (control.record().offset() <= seen) {
        checkpoint(control.record()); // what is refused was told when it was read first
      }
      isWhole |= control.record().offset() >= seen;
    }
    if (!isWhole) {
      before.filter(rule::isWanted).ifPresent(this::want);
    }
  }

  /** Applies a record. One that lies before the last applied record of its log does nothing. */
  public RecordEffect apply(ControlRecord control) {
    RawRecord record = control.record();
    String log = log(record);
    Long last = positions.get(log);
    if (last != null && record.offset() <= last) {
      return new Nothing();
    }
    RecordEffect verdict =
        switch (control.log()) {
          case LABEL_SETS -> labelSet(record);
          case CHECKPOINTS -> checkpoint(record);
        };
    positions.put(log, record.offset());
    store.position(log, record.offset());
    return verdict;
  }

  private static String log(RawRecord record) {
    return record.topic() + "-" + record.partition();
  }

  private RecordEffect labelSet(RawRecord record) {
    if (record.key() == null) {
      return Refusals.labelSet(
          record, RecordFault.NO_KEY, "expected the label set's id as key, found none");
    }
    String id = new String(record.key(), StandardCharsets.UTF_8);
    if (record.value() == null) {
      return deleteSet(id);
    }
    return codecs
        .labelSets()
        .decode(record.topic(), record.value())
        .match(
            set -> judge(record, id, set),
            failed -> Refusals.labelSet(record, failed.reason(), failed.message()));
  }

  private RecordEffect judge(RawRecord record, String id, LabelSet set) {
    return LabelSetRule.problem(record, id, set, labelSets.get(id)).orElseGet(() -> take(set));
  }

  private RecordEffect deleteSet(String id) {
    deleted.add(id);
    if (deleted.size() > MAX_DELETED) {
      deleted.remove(deleted.iterator().next());
    }
    if (labelSets.remove(id) == null) {
      return new Nothing();
    }
    store.deleteSet(id);
    return new Changed("label set " + id + " was deleted");
  }

  private RecordEffect take(LabelSet set) {
    LabelSetInForce next = new LabelSetInForce(set, LabelSets.contentHash(set));
    LabelSetInForce before = labelSets.get(set.getId());
    if (before != null && before.set().getRevision() >= set.getRevision()) {
      return new Nothing(); // the rule let it pass, so it has the same content
    }
    labelSets.put(set.getId(), next);
    deleted.remove(set.getId());
    store.put(set);
    return new Changed(next.name() + " is in force");
  }

  private RecordEffect checkpoint(RawRecord record) {
    if (record.key() == null) {
      return Refusals.checkpoint(
          record, RecordFault.NO_KEY, "expected the model's name as key, found none");
    }
    String model = new String(record.key(), StandardCharsets.UTF_8);
    if (record.value() == null) {
      return model.equals(rule.modelName()) ? withdraw() : new Nothing();
    }
    return codecs
        .checkpoints()
        .decode(record.topic(), record.value())
        .match(
            event -> rule.problem(record, model, event).orElseGet(() -> take(record, event)),
            failed -> Refusals.checkpoint(record, failed.reason(), failed.message()));
  }

  private RecordEffect withdraw() {
    if (wanted == null) {
      return new Nothing();
    }
    wanted = null;
    earlier.clear();
    store.deleteCheckpoint();
    return new Changed("the checkpoints of model " + rule.modelName() + " were withdrawn");
  }

  private RecordEffect take(RawRecord record, CheckpointEvent event) {
    return switch (rule.effect(event, wanted())) {
      case NONE -> new Nothing();
      case OUTDATED -> rule.outdated(record, event, wanted());
      case TAKEN -> {
        want(event);
        yield new Changed("checkpoint " + event.getCheckpointId() + " is wanted");
      }
    };
  }

  private void want(CheckpointEvent event) {
    wanted().ifPresent(earlier::add);
    wanted = event;
    store.put(event);
  }
}
