package io.clipstream.jobs;

import io.clipstream.schemas.TagEvent;
import java.io.Serial;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;

/**
 * Stands between tagger and sink, in one chain with both, and throws where it is told to, once for
 * each place.
 */
public final class Faults extends RichMapFunction<TagEvent, TagEvent>
    implements CheckpointedFunction, CheckpointListener {
  @Serial private static final long serialVersionUID = 1L;

  /** Where a job can be made to fail. */
  public enum Place {
    /** When a batch is encoded and none of its results has left the tagger. */
    ENCODED,
    /** When a result has left the tagger and is not written yet, like the rest of its batch. */
    EMIT,
    /** After the tagger has flushed for a barrier and before the checkpoint is taken. */
    SNAPSHOT,
    /** When the checkpoint is complete and its transactions are about to be committed. */
    COMMIT
  }

  private static final Map<String, Set<Place>> ARMED = new ConcurrentHashMap<>();
  private static final Map<String, Set<String>> POISON = new ConcurrentHashMap<>();
  private static final Map<String, AtomicInteger> STARTS = new ConcurrentHashMap<>();
  private static final Map<String, AtomicInteger> BATCHES = new ConcurrentHashMap<>();
  private static final Map<String, AtomicInteger> EMITTED = new ConcurrentHashMap<>();
  private static final Map<String, Long> PAUSES = new ConcurrentHashMap<>();

  private final String job;

  Faults(String job) {
    this.job = job;
  }

  /** Makes a job fail once at these places. */
  public static void arm(String job, Place first, Place... more) {
    ARMED.put(job, ConcurrentHashMap.newKeySet());
    ARMED.get(job).addAll(EnumSet.of(first, more));
  }

  /** Makes a job fail whenever one of these images has been tagged. */
  static void poison(String job, String... imageIds) {
    POISON.put(job, Set.of(imageIds));
  }

  /** Places at which a job has not failed yet. */
  public static Set<Place> left(String job) {
    return ARMED.getOrDefault(job, Set.of());
  }

  /** How often a subtask of a job was started. */
  static int starts(String job) {
    return count(STARTS, job).get();
  }

  /** Makes a job as slow as one with a large model: it takes so long for each image. */
  static void slowDown(String job, Duration pause) {
    PAUSES.put(job, pause.toNanos());
  }

  /** Micro-batches that a job has encoded. */
  static int batches(String job) {
    return count(BATCHES, job).get();
  }

  /** Results that have left a job's tagger. */
  static int emitted(String job) {
    return count(EMITTED, job).get();
  }

  private static AtomicInteger count(Map<String, AtomicInteger> counts, String job) {
    return counts.computeIfAbsent(job, name -> new AtomicInteger());
  }

  static void batchIsEncoded(String job) {
    count(BATCHES, job).incrementAndGet();
    failAt(job, Place.ENCODED);
  }

  /** Throws if the job was told to fail there and has not yet. */
  static void failAt(String job, Place place) {
    if (left(job).contains(place) && ARMED.get(job).remove(place)) {
      throw new IllegalStateException("made to fail at " + place);
    }
  }

  @Override
  public void open(OpenContext context) {
    count(STARTS, job).incrementAndGet();
  }

  @Override
  public TagEvent map(TagEvent event) {
    failAt(job, Place.EMIT);
    LockSupport.parkNanos(PAUSES.getOrDefault(job, 0L));
    count(EMITTED, job).incrementAndGet();
    if (POISON.getOrDefault(job, Set.of()).contains(event.getImageId())) {
      throw new IllegalStateException("cannot bear " + event.getImageId());
    }
    return event;
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) {
    failAt(job, Place.SNAPSHOT);
  }

  @Override
  public void initializeState(FunctionInitializationContext context) {}

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    failAt(job, Place.COMMIT);
  }
}
