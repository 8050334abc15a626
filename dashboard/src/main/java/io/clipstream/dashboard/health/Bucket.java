package io.clipstream.dashboard.health;

import io.clipstream.schemas.Timings;
import java.util.LinkedHashMap;
import java.util.Map;

/** What happened in a few seconds. */
final class Bucket {
  /** Names that are counted apart: whoever may write dead letters makes reasons up. */
  private static final int NAMES = 20;

  static final String OTHERS = "others";

  private final Sample total = new Sample();
  private final Sample wait = new Sample();
  private final Map<String, Long> rejects = new LinkedHashMap<>();
  private final Map<String, Long> lag = new LinkedHashMap<>();
  private final Map<String, Long> waitingPairs = new LinkedHashMap<>();
  private final Map<String, Long> inWork = new LinkedHashMap<>();
  private long images;
  private long timed;
  private long batches;
  private int largest;

  /**
   * @param timings of a picture, null where the job does not say
   */
  void image(Timings timings) {
    images++;
    if (timings != null) {
      timed++;
      total.add(timings.getTotalMicros());
      wait.add(timings.getWaitMicros());
      batches += timings.getBatchSize();
      largest = Math.max(largest, timings.getBatchSize());
    }
  }

  void reject(String reason) {
    String name = rejects.containsKey(reason) || rejects.size() < NAMES ? reason : OTHERS;
    rejects.merge(name, 1L, Long::sum);
  }

  void lag(String job, long records) {
    lag.put(job, records);
  }

  void waitingPairs(String job, long pairs) {
    waitingPairs.put(job, pairs);
  }

  void inWork(String job, long labelSets) {
    inWork.put(job, labelSets);
  }

  long images() {
    return images;
  }

  Long totalMicros(double share) {
    return total.quantile(share);
  }

  Long waitMicros(double share) {
    return wait.quantile(share);
  }

  /** Pictures of the batch that a picture was in, in the mean; null where none was. */
  Double meanBatch() {
    return timed == 0 ? null : (double) batches / timed;
  }

  Integer largestBatch() {
    return timed == 0 ? null : largest;
  }

  Map<String, Long> rejects() {
    return rejects;
  }

  Map<String, Long> lag() {
    return lag;
  }

  Map<String, Long> waitingPairs() {
    return waitingPairs;
  }

  Map<String, Long> inWork() {
    return inWork;
  }
}
