package io.clipstream.dashboard.webhook;

import io.clipstream.dashboard.store.Positions.Partition;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * How far each receiver was told of each partition. It stands in the database of the index, and is
 * the one thing there that the topics do not say: an index that is cleared keeps it.
 *
 * @param receiver stands for its address
 */
record DeliveredTo(Jdbi jdbi, String receiver) {
  /**
   * Where to go on.
   *
   * @param topicId Kafka's id of the topic: one that was made again has another
   */
  record Place(String topicId, long next) {}

  Map<Partition, Place> all() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select topic, part, topic_id, next_offset from webhook_position"
                        + " where receiver = ?")
                .bind(0, receiver)
                .map(
                    (row, context) ->
                        Map.entry(
                            new Partition(row.getString(1), row.getInt(2)),
                            new Place(row.getString(3), row.getLong(4))))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  /** Notes all of these, or none. */
  void put(Map<Partition, Place> places) {
    jdbi.useTransaction(
        handle -> places.forEach((partition, place) -> put(handle, partition, place)));
  }

  private void put(Handle handle, Partition partition, Place place) {
    handle.execute(
        "delete from webhook_position where receiver = ? and topic = ? and part = ?",
        receiver,
        partition.topic(),
        partition.part());
    handle.execute(
        "insert into webhook_position (receiver, topic, topic_id, part, next_offset)"
            + " values (?, ?, ?, ?, ?)",
        receiver,
        partition.topic(),
        place.topicId(),
        partition.part(),
        place.next());
  }

  /** Forgets whoever is not told any more, and of what: asked for again later, it begins anew. */
  static void keepOnly(Jdbi jdbi, Set<String> receivers, Set<String> topics) {
    jdbi.useTransaction(
        handle ->
            handle
                .createQuery("select distinct receiver, topic from webhook_position")
                .map((row, context) -> Map.entry(row.getString(1), row.getString(2)))
                .list()
                .forEach(
                    each -> {
                      if (!receivers.contains(each.getKey()) || !topics.contains(each.getValue())) {
                        handle.execute(
                            "delete from webhook_position where receiver = ? and topic = ?",
                            each.getKey(),
                            each.getValue());
                      }
                    }));
  }
}
