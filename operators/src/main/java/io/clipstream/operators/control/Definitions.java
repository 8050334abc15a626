package io.clipstream.operators.control;

import io.clipstream.operators.ControlRecord;
import io.clipstream.operators.RawRecord;
import io.clipstream.operators.control.Verdict.Changed;
import io.clipstream.operators.control.Verdict.Nothing;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.LabelSets;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The label sets in force and the checkpoint to use, out of the control logs: the last valid record
 * of each key, in the order of offsets. It changes by records alone, and in the same way wherever
 * the same records are applied. For one thread.
 */
public final class Definitions {
  private final ControlCodecs codecs;
  private final CheckpointRule rule;
  private final DefinitionStore store;
  private final Map<String, LabelSetInForce> labelSets = new LinkedHashMap<>();
  private final Map<String, Long> positions = new LinkedHashMap<>();
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

  /** The offset of the last record that was applied, -1 if none was. */
  public long position(String topicAndPartition) {
    return positions.getOrDefault(topicAndPartition, -1L);
  }

  /** Applies a record. One that lies before the last applied record of its log does nothing. */
  public Verdict apply(ControlRecord control) {
    RawRecord record = control.record();
    String log = record.topic() + "-" + record.partition();
    Long last = positions.get(log);
    if (last != null && record.offset() <= last) {
      return new Nothing();
    }
    Verdict verdict =
        switch (control.log()) {
          case LABEL_SETS -> labelSet(record);
          case CHECKPOINTS -> checkpoint(record);
        };
    positions.put(log, record.offset());
    store.position(log, record.offset());
    return verdict;
  }

  private Verdict labelSet(RawRecord record) {
    if (record.key() == null) {
      return Refusals.labelSet(record, "NO_KEY", "expected the label set's id as key, found none");
    }
    String id = new String(record.key(), StandardCharsets.UTF_8);
    if (record.value() == null) {
      return deleteSet(id);
    }
    Decoding<LabelSet> decoding = codec(codecs.labelSets(), record);
    if (decoding instanceof Decoding.Failed<LabelSet> failed) {
      return Refusals.labelSet(record, failed.reason().name(), failed.message());
    }
    LabelSet set = ((Decoding.Ok<LabelSet>) decoding).value();
    Optional<Verdict> problem = LabelSetRule.problem(record, id, set, labelSets.get(id));
    return problem.orElseGet(() -> take(set));
  }

  private static <T extends org.apache.avro.specific.SpecificRecord> Decoding<T> codec(
      AvroCodec<T> codec, RawRecord record) {
    return codec.decode(record.value());
  }

  private Verdict deleteSet(String id) {
    if (labelSets.remove(id) == null) {
      return new Nothing();
    }
    store.deleteSet(id);
    return new Changed("label set " + id + " was deleted");
  }

  private Verdict take(LabelSet set) {
    LabelSetInForce next = new LabelSetInForce(set, LabelSets.contentHash(set));
    LabelSetInForce before = labelSets.get(set.getId());
    if (before != null && before.set().getRevision() >= set.getRevision()) {
      return new Nothing(); // the rule let it pass, so it has the same content
    }
    labelSets.put(set.getId(), next);
    store.put(set);
    return new Changed(next.name() + " is in force");
  }

  private Verdict checkpoint(RawRecord record) {
    if (record.key() == null) {
      return Refusals.checkpoint(record, "NO_KEY", "expected the model's name as key, found none");
    }
    String model = new String(record.key(), StandardCharsets.UTF_8);
    if (record.value() == null) {
      return model.equals(rule.modelName()) ? withdraw() : new Nothing();
    }
    Decoding<CheckpointEvent> decoding = codec(codecs.checkpoints(), record);
    if (decoding instanceof Decoding.Failed<CheckpointEvent> failed) {
      return Refusals.checkpoint(record, failed.reason().name(), failed.message());
    }
    CheckpointEvent event = ((Decoding.Ok<CheckpointEvent>) decoding).value();
    return rule.problem(record, model, event).orElseGet(() -> take(event));
  }

  private Verdict withdraw() {
    if (wanted == null) {
      return new Nothing();
    }
    wanted = null;
    store.deleteCheckpoint();
    return new Changed("the checkpoints of model " + rule.modelName() + " were withdrawn");
  }

  private Verdict take(CheckpointEvent event) {
    if (!rule.isWanted(event) || event.equals(wanted)) {
      return new Nothing();
    }
    wanted = event;
    store.put(event);
    return new Changed("checkpoint " + event.getCheckpointId() + " is wanted");
  }
}
