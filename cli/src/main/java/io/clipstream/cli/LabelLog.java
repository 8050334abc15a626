package io.clipstream.cli;

import io.clipstream.control.CheckpointRule;
import io.clipstream.control.ControlRecord;
import io.clipstream.control.Definitions;
import io.clipstream.control.LabelSetInForce;
import io.clipstream.jobs.kafka.KafkaRecords;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The label sets in force, by the rules that jobs read them by. */
final class LabelLog {
  private final Definitions definitions;
  private final Map<String, Long> highest = new HashMap<>();

  private LabelLog(Definitions definitions) {
    this.definitions = definitions;
  }

  /**
   * Reads the whole log.
   *
   * @throws io.clipstream.schemas.ResourceException if it is not there or cannot be read
   */
  static LabelLog read(KafkaClients clients, KafkaConnection kafka) {
    CheckpointRule anyModel = new CheckpointRule("", null);
    LabelLog log = new LabelLog(new Definitions(kafka.controlCodecs(), anyModel));
    TopicReader.toEnd(clients, kafka.name(Topic.LABEL_SETS), log::apply);
    return log;
  }

  private boolean apply(ConsumerRecord<byte[], byte[]> record) {
    definitions.apply(new ControlRecord(ControlRecord.Log.LABEL_SETS, KafkaRecords.raw(record)));
    if (record.key() != null) {
      find(new String(record.key(), StandardCharsets.UTF_8))
          .ifPresent(set -> highest.merge(set.getId(), set.getRevision(), Math::max));
    }
    return true;
  }

  /** By id. */
  Map<String, LabelSet> inForce() {
    Map<String, LabelSet> sets = new TreeMap<>();
    definitions.labelSets().forEach((id, set) -> sets.put(id, set.set()));
    return sets;
  }

  Optional<LabelSet> find(String id) {
    return Optional.ofNullable(definitions.labelSets().get(id)).map(LabelSetInForce::set);
  }

  /** One more than any revision that was ever in force, also of a set that was deleted. */
  long nextRevision(String id) {
    return highest.getOrDefault(id, 0L) + 1;
  }
}
