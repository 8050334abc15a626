package io.clipstream.cli;

import io.clipstream.control.LabelSetInForce;
import io.clipstream.control.LabelSetRevisions;
import io.clipstream.jobs.kafka.KafkaRecords;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.Topic;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The label sets in force, by the rules that jobs read them by. */
final class LabelLog {
  private final LabelSetRevisions revisions;

  private LabelLog(LabelSetRevisions revisions) {
    this.revisions = revisions;
  }

  /**
   * Reads the whole log.
   *
   * @throws io.clipstream.schemas.ResourceException if it is not there or cannot be read
   */
  static LabelLog read(KafkaClients clients, KafkaConnection kafka) {
    LabelLog log = new LabelLog(new LabelSetRevisions(kafka.controlCodecs()));
    TopicReader.toEnd(clients, kafka.name(Topic.LABEL_SETS), log::apply);
    return log;
  }

  private boolean apply(ConsumerRecord<byte[], byte[]> record) {
    revisions.apply(KafkaRecords.raw(record));
    return true;
  }

  /** By id. */
  Map<String, LabelSet> inForce() {
    Map<String, LabelSet> sets = new TreeMap<>();
    revisions.inForce().forEach((id, set) -> sets.put(id, set.set()));
    return sets;
  }

  Optional<LabelSet> find(String id) {
    return revisions.find(id).map(LabelSetInForce::set);
  }

  LabelSetRevisions revisions() {
    return revisions;
  }
}
