package io.clipstream.dashboard.review;

import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.store.IndexDatabase;
import io.clipstream.dashboard.store.Positions;
import io.clipstream.dashboard.store.Positions.Partition;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.ReviewDecision;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * Writes reviews, each with the pair that follows from it in one transaction: after a crash both
 * are there or neither. An id is written once: before the first write, and after one whose end is
 * not known, the topic is read to its end.
 */
final class ReviewLog implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaAccess kafka;
  private final KafkaAccess transactional;
  private final IndexDatabase index;
  private final String topic;
  private final AvroCodec<ReviewDecision> codec;
  private final Set<String> written = ConcurrentHashMap.newKeySet();
  private Producer<byte[], byte[]> producer;

  /**
   * @param writer stands for this dashboard through its restarts; a later writer of that name ends
   *     what an earlier one left half done
   */
  ReviewLog(KafkaAccess kafka, IndexDatabase index, String writer) {
    this.kafka = kafka;
    this.index = index;
    this.topic = kafka.name(Topic.REVIEWS);
    this.codec = kafka.codec(ReviewDecision.class, Topic.REVIEWS);
    Map<String, String> clients = new HashMap<>(kafka.clients());
    clients.put("transactional.id", writer);
    clients.put("transaction.timeout.ms", "30000");
    this.transactional = new KafkaAccess(clients, kafka.names(), kafka.format());
  }

  /**
   * Writes records, unless the review's id was written before.
   *
   * @return false if it was
   * @throws TooLarge if a record is
   * @throws ResourceException if Kafka does not take them; whether it did is seen when the same id
   *     is written again
   */
  synchronized boolean write(String id, List<ProducerRecord<byte[], byte[]>> records) {
    try {
      open();
      if (written.contains(id) || index.jdbi().withHandle(h -> Reviews.isKnown(h, id))) {
        return false;
      }
      producer.beginTransaction();
      records.forEach(producer::send);
      written.add(id); // the index may read it before the commit returns
      producer.commitTransaction();
      return true;
    } catch (KafkaException | IllegalStateException e) {
      written.remove(id);
      forget();
      if (isTooLarge(e)) {
        throw new TooLarge();
      }
      throw new ResourceException(
          "Kafka at " + kafka.address() + " did not take the review: " + e.getMessage(), e);
    }
  }

  /** A record is larger than its topic takes. Nothing was written. */
  static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLarge() {
      super("a record is larger than its topic takes", null, false, false);
    }
  }

  private static boolean isTooLarge(Throwable e) {
    return e != null && (e instanceof RecordTooLargeException || isTooLarge(e.getCause()));
  }

  /** The index has it: it need not be remembered here. Never waits: the reading thread calls it. */
  void wasRead(String id) {
    written.remove(id);
  }

  private void open() {
    if (producer == null) {
      producer = transactional.producer();
      producer.initTransactions();
      readToTheEnd();
    }
  }

  private void forget() {
    if (producer != null) {
      producer.close(Duration.ZERO);
      producer = null;
    }
  }

  /** What the index has not read yet. */
  private void readToTheEnd() {
    Map<Partition, Long> positions = index.jdbi().withHandle(Positions::all);
    try (Consumer<byte[], byte[]> consumer = kafka.consumer(Map.of())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(part -> new TopicPartition(topic, part.partition()))
              .toList();
      if (partitions.isEmpty()) {
        throw new KafkaException("there is no topic " + topic);
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      for (TopicPartition partition : partitions) {
        Long next = positions.get(new Partition(topic, partition.partition()));
        if (next != null) {
          consumer.seek(partition, next);
        }
      }
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(POLL).forEach(this::note);
      }
    }
  }

  private void note(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() != null
        && codec.decode(record.value()) instanceof Decoding.Ok<ReviewDecision> ok
        && ok.value().getReviewId() != null) {
      written.add(ok.value().getReviewId());
    }
  }

  @Override
  public synchronized void close() {
    forget();
  }
}
