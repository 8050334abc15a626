package io.clipstream.dashboard.webhook;

import io.clipstream.dashboard.ingest.TopicMap;
import io.clipstream.dashboard.store.Positions.Partition;
import io.clipstream.dashboard.webhook.DeliveredTo.Place;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * Where telling begins in each partition. Where it is not known what was delivered, with what comes
 * from now on, or since a time that somebody gave: a history is not told unasked.
 */
final class Beginnings {
  private static final Log LOG = Log.of(Beginnings.class);

  private final Optional<Instant> since;
  private final Set<String> wereMissing = new HashSet<>();

  Beginnings(Optional<Instant> since) {
    this.since = since;
  }

  /** Topics that are not there: all that is in them once they are has come meanwhile. */
  void missing(Collection<String> topics) {
    wereMissing.addAll(topics);
  }

  /** Goes to where each partition begins. */
  void seek(Consumer<byte[], byte[]> consumer, TopicMap topics, Map<Partition, Place> delivered) {
    for (TopicPartition partition : topics.partitions()) {
      String id = topics.ids().get(partition.topic());
      Place place = delivered.get(new Partition(partition.topic(), partition.partition()));
      if (place != null && place.topicId().equals(id)) {
        goOn(consumer, partition, place.next());
      } else if (isNew(partition.topic(), delivered)) {
        consumer.seekToBeginning(List.of(partition));
      } else {
        begin(consumer, partition);
      }
    }
  }

  /** A topic that was made, made again or given a partition while others of it were told. */
  private boolean isNew(String topic, Map<Partition, Place> delivered) {
    return wereMissing.contains(topic)
        || delivered.keySet().stream().anyMatch(known -> known.topic().equals(topic));
  }

  private static void goOn(Consumer<byte[], byte[]> consumer, TopicPartition partition, long next) {
    long first = consumer.beginningOffsets(List.of(partition)).get(partition);
    if (first > next) {
      LOG.with(LogKey.TOPIC, partition.topic())
          .with(LogKey.PARTITION, partition.partition())
          .with(LogKey.COUNT, first - next)
          .warn("Kafka does not keep records any more that a webhook was not told of");
    }
    consumer.seek(partition, Math.max(first, next));
  }

  private void begin(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
    // First: what comes between the two questions is told.
    long end = consumer.endOffsets(List.of(partition)).get(partition);
    Optional<OffsetAndTimestamp> found =
        since.flatMap(
            at ->
                Optional.ofNullable(
                    consumer.offsetsForTimes(Map.of(partition, at.toEpochMilli())).get(partition)));
    consumer.seek(partition, found.map(OffsetAndTimestamp::offset).orElse(end));
  }
}
