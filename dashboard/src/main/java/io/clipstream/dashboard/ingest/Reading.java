package io.clipstream.dashboard.ingest;

import io.clipstream.dashboard.ingest.TopicReader.Keeping;
import io.clipstream.dashboard.store.IndexDatabase;
import io.clipstream.dashboard.store.Positions;
import io.clipstream.dashboard.store.Positions.Partition;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jdbi.v3.core.Handle;

/** Hands records to their readers, in transactions, and knows how far each partition was read. */
final class Reading {
  private static final Log LOG = Log.of(Reading.class);

  private final IndexDatabase index;
  private final Map<String, List<TopicReader>> readers = new LinkedHashMap<>();
  private final Map<Partition, Long> inMemory = new HashMap<>();
  private final Map<String, String> topicIds = new HashMap<>();
  private final Unreadable unreadable = new Unreadable();

  Reading(IndexDatabase index, List<TopicReader> all) {
    this.index = index;
    for (TopicReader reader : all) {
      readers.computeIfAbsent(reader.topic(), topic -> new ArrayList<>()).add(reader);
    }
    topicIds.putAll(index.jdbi().withHandle(Positions::topicIds));
  }

  Set<String> topics() {
    return readers.keySet();
  }

  Unreadable unreadable() {
    return unreadable;
  }

  /**
   * Takes notice of the topics' ids.
   *
   * @return true if one was deleted and made again: then everything is read anew
   */
  boolean adopt(TopicMap topics) {
    boolean isOther =
        topics.ids().entrySet().stream()
            .anyMatch(
                topic ->
                    !topicIds
                        .getOrDefault(topic.getKey(), topic.getValue())
                        .equals(topic.getValue()));
    if (isOther) {
      LOG.info("a topic was made again; the index of the dashboard is made again too");
      index.clear();
      inMemory.clear();
      topicIds.clear();
      readers.values().forEach(list -> list.forEach(TopicReader::reset));
    }
    topicIds.putAll(topics.ids());
    return isOther;
  }

  /** Goes on where reading stopped. */
  void seek(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
    Map<Partition, Long> inIndex = index.jdbi().withHandle(Positions::all);
    for (TopicPartition partition : partitions) {
      Partition key = new Partition(partition.topic(), partition.partition());
      Long next = (isInMemory(partition.topic()) ? inMemory : inIndex).get(key);
      if (next == null) {
        consumer.seekToBeginning(List.of(partition));
      } else {
        consumer.seek(partition, next);
      }
    }
  }

  private boolean isInMemory(String topic) {
    return readers.get(topic).stream().allMatch(reader -> reader.keeping() == Keeping.MEMORY);
  }

  /** Reads what was polled. */
  void take(
      Consumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> polled, TopicMap topics) {
    if (polled.isEmpty()) {
      return;
    }
    Map<Partition, Long> next = new HashMap<>();
    for (TopicPartition partition : polled.partitions()) {
      next.put(
          new Partition(partition.topic(), partition.partition()), consumer.position(partition));
    }
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    polled.forEach(records::add);
    try {
      commit(records, next, topics);
    } catch (RuntimeException e) {
      index.jdbi().useHandle(handle -> handle.execute("select 1")); // or it is the index's fault
      records.forEach(record -> takeAlone(record, topics));
      commit(List.of(), next, topics);
    }
    next.forEach(this::noteInMemory);
  }

  private void noteInMemory(Partition partition, long next) {
    if (isInMemory(partition.topic())) {
      inMemory.put(partition, next);
    }
  }

  private void commit(
      List<ConsumerRecord<byte[], byte[]>> records, Map<Partition, Long> next, TopicMap topics) {
    Batch batch =
        index
            .jdbi()
            .inTransaction(
                handle -> {
                  Batch made = new Batch(handle);
                  records.forEach(record -> read(made, record));
                  next.forEach((partition, at) -> note(handle, partition, at, topics));
                  return made;
                });
    batch.committed();
  }

  private void note(Handle handle, Partition partition, long next, TopicMap topics) {
    if (!isInMemory(partition.topic())) {
      Positions.put(handle, partition, topics.ids().get(partition.topic()), next);
    }
  }

  private void read(Batch batch, ConsumerRecord<byte[], byte[]> record) {
    readers.get(record.topic()).forEach(reader -> reader.read(batch, record));
  }

  /** One of a batch was at fault: each by itself, and the faulty one is left out. */
  private void takeAlone(ConsumerRecord<byte[], byte[]> record, TopicMap topics) {
    Map<Partition, Long> next =
        Map.of(new Partition(record.topic(), record.partition()), record.offset() + 1);
    try {
      commit(List.of(record), next, topics);
    } catch (RuntimeException e) {
      index.jdbi().useHandle(handle -> handle.execute("select 1"));
      unreadable.add(e.getMessage());
      LOG.with(LogKey.TOPIC, record.topic())
          .with(LogKey.PARTITION, record.partition())
          .with(LogKey.OFFSET, record.offset())
          .with(LogKey.ERROR, e.getClass().getName())
          .debug("a record is left out of the index");
    }
  }
}
