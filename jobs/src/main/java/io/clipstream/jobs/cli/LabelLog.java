package io.clipstream.jobs.cli;

import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.LabelSets;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The label sets in force, as the jobs read them from the log: the last valid record of each id.
 */
final class LabelLog {
  private final AvroCodec<LabelSet> codec;
  private final Map<String, LabelSet> inForce = new TreeMap<>();
  private final Map<String, Long> highest = new HashMap<>();

  private LabelLog(AvroCodec<LabelSet> codec) {
    this.codec = codec;
  }

  /**
   * Reads the whole log.
   *
   * @throws io.clipstream.model.ModelException if it is not there or cannot be read
   */
  static LabelLog read(KafkaClients clients, KafkaOptions kafka) {
    LabelLog log = new LabelLog(kafka.codec(LabelSet.class, Topic.LABEL_SETS));
    TopicReader.toEnd(clients, kafka.name(Topic.LABEL_SETS), log::apply);
    return log;
  }

  private boolean apply(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null) {
      return true;
    }
    String id = new String(record.key(), StandardCharsets.UTF_8);
    if (record.value() == null) {
      inForce.remove(id);
    } else if (codec.decode(record.value()) instanceof Decoding.Ok<LabelSet> set
        && set.value().getId().equals(id)
        && LabelSets.validate(set.value()).isEmpty()) {
      take(set.value());
    }
    return true;
  }

  private void take(LabelSet set) {
    LabelSet before = inForce.get(set.getId());
    if (before == null || set.getRevision() > before.getRevision()) {
      inForce.put(set.getId(), set);
      highest.merge(set.getId(), set.getRevision(), Math::max);
    }
  }

  /** By id. */
  Map<String, LabelSet> inForce() {
    return inForce;
  }

  Optional<LabelSet> find(String id) {
    return Optional.ofNullable(inForce.get(id));
  }

  /** One more than any revision that was ever in force, also of a set that was deleted. */
  long nextRevision(String id) {
    return highest.getOrDefault(id, 0L) + 1;
  }
}
