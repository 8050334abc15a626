package io.clipstream.dashboard.review;

import io.clipstream.dashboard.labels.Verdicts;
import io.clipstream.dashboard.store.IndexDatabase;
import io.clipstream.dashboard.store.Result.Place;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** What the reviews that stand say of pictures; of several of one picture the latest counts. */
public final class ReviewVerdicts implements Verdicts {
  /** Offsets in one query. */
  private static final int CHUNK = 500;

  private static final String QUERY =
      "select r.image_offset, r.part, r.record_offset, l.label from review r"
          + " left join review_label l on l.part = r.part"
          + " and l.record_offset = r.record_offset and l.confirmed"
          + " where not r.undone and r.image_topic = :topic and r.image_part = :part"
          + " and r.image_offset in (<offsets>)"
          + " order by r.reviewed_at, r.part, r.record_offset";

  private final IndexDatabase index;

  public ReviewVerdicts(IndexDatabase index) {
    this.index = index;
  }

  private record Partition(String topic, int number) {}

  private record Row(long image, String review, String label) {}

  @Override
  public Map<Place, List<String>> of(Collection<Place> images) {
    Map<Partition, List<Long>> offsets =
        images.stream()
            .distinct()
            .collect(
                Collectors.groupingBy(
                    place -> new Partition(place.topic(), place.partition()),
                    Collectors.mapping(Place::offset, Collectors.toList())));
    Map<Place, List<String>> verdicts = new HashMap<>();
    index
        .jdbi()
        .useHandle(
            handle ->
                offsets.forEach(
                    (partition, all) -> {
                      for (int from = 0; from < all.size(); from += CHUNK) {
                        List<Long> some = all.subList(from, Math.min(from + CHUNK, all.size()));
                        add(handle, partition, some, verdicts);
                      }
                    }));
    return verdicts;
  }

  private static void add(
      Handle handle, Partition partition, List<Long> offsets, Map<Place, List<String>> verdicts) {
    List<Row> rows =
        handle
            .createQuery(QUERY)
            .bind("topic", partition.topic())
            .bind("part", partition.number())
            .bindList("offsets", offsets)
            .map(
                (row, context) ->
                    new Row(
                        row.getLong("image_offset"),
                        row.getInt("part") + "-" + row.getLong("record_offset"),
                        row.getString("label")))
            .list();
    Map<Place, String> latest = new HashMap<>();
    for (Row row : rows) {
      Place place = new Place(partition.topic(), partition.number(), row.image());
      if (!row.review().equals(latest.put(place, row.review()))) {
        verdicts.put(place, new ArrayList<>());
      }
      if (row.label() != null) {
        verdicts.get(place).add(row.label());
      }
    }
  }
}
