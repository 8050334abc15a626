package io.clipstream.dashboard.store;

import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** How far each partition was read, kept in the transaction of what was read. */
public final class Positions {
  private Positions() {}

  /**
   * A partition of a topic, by name and number.
   *
   * @param part number of the partition
   */
  public record Partition(String topic, int part) {}

  /** Offsets of the next records to read. */
  public static Map<Partition, Long> all(Handle handle) {
    return handle
        .createQuery("select topic, part, next_offset from read_to")
        .map(
            (row, context) ->
                Map.entry(new Partition(row.getString(1), row.getInt(2)), row.getLong(3)))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Kafka's ids of the topics that were read: one that was made again has another. */
  public static Map<String, String> topicIds(Handle handle) {
    return handle
        .createQuery("select distinct topic, topic_id from read_to")
        .map((row, context) -> Map.entry(row.getString(1), row.getString(2)))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> other));
  }

  /** Notes how far a partition was read. */
  public static void put(Handle handle, Partition partition, String topicId, long nextOffset) {
    int known =
        handle
            .createUpdate(
                "update read_to set next_offset = :next, topic_id = :id"
                    + " where topic = :topic and part = :part")
            .bind("next", nextOffset)
            .bind("id", topicId)
            .bind("topic", partition.topic())
            .bind("part", partition.part())
            .execute();
    if (known == 0) {
      handle.execute(
          "insert into read_to (topic, topic_id, part, next_offset) values (?, ?, ?, ?)",
          partition.topic(),
          topicId,
          partition.part(),
          nextOffset);
    }
  }
}
