package io.clipstream.control;

import io.clipstream.control.RecordEffect.Changed;
import io.clipstream.control.RecordEffect.Nothing;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.LabelSet;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The label sets in force and the checkpoint to use, out of the control logs: the last valid record
 * of each key, in the order of offsets. It changes by records alone, and in the same way wherever
 * the same records are applied. For one thread.
 */
public final class Definitions {
  private final ControlCodecs codecs;
  private final CheckpointRule rule;
  private final DefinitionStore store;
  private final LabelSetsInForce labelSets;
  private final Map<String, Long> positions = new LinkedHashMap<>();
  private final LogOrigins origins;
  private EarlierCheckpoints earlier = new EarlierCheckpoints();
  private CheckpointEvent wanted;
  private boolean isRead;

  /**
   * @param store keeps every change
   */
  public Definitions(ControlCodecs codecs, CheckpointRule rule, DefinitionStore store) {
    this.codecs = codecs;
    this.rule = rule;
    this.store = store;
    this.labelSets = new LabelSetsInForce(store);
    this.origins = new LogOrigins(store);
    store.restore(
        labelSets::restore,
        event -> wanted = event,
        positions::put,
        origins::restore,
        labelSets::restoreOrphan);
  }

  /** Definitions that nothing keeps: for who reads the logs from their beginnings. */
  public Definitions(ControlCodecs codecs, CheckpointRule rule) {
    this(codecs, rule, DefinitionStore.none());
  }

  /** By id; what is returned follows later changes. */
  public Map<String, LabelSetInForce> labelSets() {
    return labelSets.asMap();
  }

  /** Goes up with each change of {@link #labelSets}: who has seen this much has seen all. */
  public long labelSetEdits() {
    return labelSets.edits();
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
    return positions.getOrDefault(topicAndPartition, ControlLogReader.Known.NOTHING);
  }

  /** Whether the set's deletion was read here: then nobody need wait for it. */
  public boolean isDeleted(String labelSet) {
    return labelSets.isDeleted(labelSet);
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

  /** Whether there is nothing yet: neither out of state nor out of the logs. */
  public boolean isEmpty() {
    return positions.isEmpty() && labelSets().isEmpty() && wanted == null;
  }

  /**
   * Takes over what another has read from the logs' beginnings by the same rule. The other is only
   * looked at, and must not change meanwhile.
   *
   * @throws IllegalStateException if there is something already
   */
  public void adopt(Definitions other) {
    if (!isEmpty()) {
      throw new IllegalStateException("expected nothing before what another has read");
    }
    labelSets.adopt(other.labelSets);
    other.wanted().ifPresent(event -> wanted = event);
    other.wanted().ifPresent(store::put);
    earlier = other.earlier.copy();
    other.positions.forEach(this::position);
    origins.adopt(other.origins);
    store.rule(rule.text());
    isRead = other.isRead;
  }

  /**
   * Takes the control logs in, up to their present ends. What is known of label sets, by state or
   * an earlier reading, is not read again. The first reading looks at all announcements, for those
   * before the one that is wanted; which one that is is chosen anew if the options have changed:
   * they win over state.
   *
   * @param patience after which it fails
   * @param refused takes the records that were refused
   * @throws Exception as the reader does
   */
  public void read(ControlLogReader reader, Duration patience, Consumer<DeadLetter> refused)
      throws Exception {
    if (isRead) {
      reader.read((log, partition) -> position(partition), patience, each(refused));
      return;
    }
    FirstReading first = new FirstReading(this, new Definitions(codecs, rule), each(refused));
    if (!store.rule().equals(Optional.of(rule.text()))) {
      first.choosesAgain(positions);
      wanted = null;
      store.deleteCheckpoint();
    }
    reader.read(first::known, patience, first);
    first.lost().filter(rule::isWanted).ifPresent(this::want);
    store.rule(rule.text());
    earlier = first.earlier();
    isRead = true;
  }

  /** The checkpoints that were wanted, the one of now with them. */
  EarlierCheckpoints wantedSoFar() {
    EarlierCheckpoints all = earlier.copy();
    wanted().ifPresent(all::add);
    return all;
  }

  private Consumer<ControlRecord> each(Consumer<DeadLetter> refused) {
    return record -> apply(record).ifRefused(refused);
  }

  /**
   * Forgets how far a log was applied if it is another one of that name. What the one before has
   * brought stays in force until this one says something else.
   *
   * @return whether it is
   */
  boolean recognise(ControlRecord control) {
    String partition = partition(control.record());
    boolean isAnew = origins.isAnew(partition, control.record());
    if (isAnew) {
      positions.remove(partition);
      store.deletePosition(partition);
    }
    if (isAnew && control.log() == ControlRecord.Log.LABEL_SETS) {
      labelSets.orphan();
    }
    return isAnew;
  }

  /** Applies a record. One that lies before the last applied record of its log does nothing. */
  public RecordEffect apply(ControlRecord control) {
    recognise(control);
    RawRecord record = control.record();
    String partition = partition(record);
    if (record.offset() <= position(partition)) {
      return new Nothing();
    }
    RecordEffect verdict =
        switch (control.log()) {
          case LABEL_SETS -> labelSet(record);
          case CHECKPOINTS -> checkpoint(record);
        };
    position(partition, record.offset());
    return verdict;
  }

  private void position(String partition, long offset) {
    positions.put(partition, offset);
    store.position(partition, offset);
  }

  static String partition(RawRecord record) {
    return record.topic() + "-" + record.partition();
  }

  private RecordEffect labelSet(RawRecord record) {
    if (record.key() == null) {
      return Refusals.labelSet(
          record, RecordFault.NO_KEY, "expected the label set's id as key, found none");
    }
    String id = key(record);
    if (record.value() == null) {
      return labelSets.delete(id);
    }
    return codecs
        .labelSets()
        .decode(record.topic(), record.value())
        .match(
            set -> judge(record, id, set),
            failed -> Refusals.labelSet(record, failed.reason(), failed.message()));
  }

  private RecordEffect judge(RawRecord record, String id, LabelSet set) {
    return LabelSetRule.problem(record, id, set, labelSets.before(id))
        .orElseGet(() -> labelSets.take(set));
  }

  private static String key(RawRecord record) {
    return new String(record.key(), StandardCharsets.UTF_8);
  }

  /** What an announcement does, wherever it lies. */
  RecordEffect checkpoint(RawRecord record) {
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
