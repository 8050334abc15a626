package io.clipstream.dashboard.health;

import io.clipstream.schemas.TagEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The last hour in buckets of five seconds, by when things happened: what is read late still counts
 * where it belongs. It is in memory, so it begins with the server. For any thread.
 */
final class HealthHistory {
  static final long BUCKET_MILLIS = 5_000;
  private static final int BUCKETS = 720;

  private final LongSupplier clock;
  private final TreeMap<Long, Bucket> buckets = new TreeMap<>();
  private long since;

  /**
   * @param clock milliseconds since 1970
   */
  HealthHistory(LongSupplier clock) {
    this.clock = clock;
    this.since = number(clock.getAsLong());
  }

  private static long number(long millis) {
    return Math.floorDiv(millis, BUCKET_MILLIS);
  }

  /** A change of the bucket of a time. */
  private interface Change {
    void apply(Bucket bucket);
  }

  private synchronized void change(long at, Change change) {
    long now = number(clock.getAsLong());
    long number = number(at);
    if (number > now - BUCKETS && number <= now + 1) {
      change.apply(buckets.computeIfAbsent(number, key -> new Bucket()));
      since = Math.min(since, number);
    }
    buckets.headMap(now - BUCKETS, true).clear();
  }

  void image(TagEvent event) {
    change(event.getTaggedAt().toEpochMilli(), bucket -> bucket.image(event.getTimings()));
  }

  void reject(long at, String reason) {
    change(at, bucket -> bucket.reject(reason));
  }

  void lag(String job, long records) {
    change(clock.getAsLong(), bucket -> bucket.lag(job, records));
  }

  void waitingPairs(String job, long pairs) {
    change(clock.getAsLong(), bucket -> bucket.waitingPairs(job, pairs));
  }

  void inWork(String job, long labelSets) {
    change(clock.getAsLong(), bucket -> bucket.inWork(job, labelSets));
  }

  synchronized void clear() {
    buckets.clear();
  }

  /**
   * The last so many minutes, without the bucket that is not over: lists of equal length, null
   * where nothing is known.
   */
  synchronized Map<String, Object> lists(int minutes) {
    long end = number(clock.getAsLong());
    long begin = end - minutes * 60_000L / BUCKET_MILLIS;
    List<Long> times = new ArrayList<>();
    List<Bucket> shown = new ArrayList<>();
    for (long number = begin; number < end; number++) {
      times.add(number * BUCKET_MILLIS);
      shown.add(number < since ? null : buckets.getOrDefault(number, new Bucket()));
    }
    Map<String, Object> lists = new LinkedHashMap<>();
    lists.put("times", times);
    lists.put("perSecond", list(shown, bucket -> bucket.images() * 1000.0 / BUCKET_MILLIS));
    for (int percent : new int[] {50, 95, 99}) {
      lists.put("p" + percent, list(shown, bucket -> millis(bucket.totalMicros(percent / 100.0))));
      lists.put(
          "wait" + percent, list(shown, bucket -> millis(bucket.waitMicros(percent / 100.0))));
    }
    lists.put("meanBatch", list(shown, Bucket::meanBatch));
    lists.put("largestBatch", list(shown, Bucket::largestBatch));
    lists.put("rejects", named(shown, Bucket::rejects, 0L));
    lists.put("lag", named(shown, Bucket::lag, null));
    lists.put("waitingPairs", named(shown, Bucket::waitingPairs, null));
    lists.put("inWork", named(shown, Bucket::inWork, null));
    return lists;
  }

  private static Double millis(Long micros) {
    return micros == null ? null : micros / 1000.0;
  }

  private static <T> List<T> list(List<Bucket> buckets, Function<Bucket, T> value) {
    List<T> list = new ArrayList<>();
    buckets.forEach(bucket -> list.add(bucket == null ? null : value.apply(bucket)));
    return list;
  }

  private static Map<String, List<Long>> named(
      List<Bucket> buckets, Function<Bucket, Map<String, Long>> values, Long without) {
    TreeSet<String> names = new TreeSet<>();
    buckets.stream()
        .filter(bucket -> bucket != null)
        .forEach(bucket -> names.addAll(values.apply(bucket).keySet()));
    Map<String, List<Long>> named = new LinkedHashMap<>();
    names.forEach(
        name ->
            named.put(
                name, list(buckets, bucket -> values.apply(bucket).getOrDefault(name, without))));
    return named;
  }
}
