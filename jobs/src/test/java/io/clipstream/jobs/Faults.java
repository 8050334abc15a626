package io.clipstream.jobs;

import io.clipstream.schemas.TagEvent;
import java.io.Serial;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
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
    AtomicInteger starts = STARTS.get(job);
    return starts == null ? 0 : starts.get();
  }

  /** Throws if the job was told to fail there and has not yet. */
  static void failAt(String job, Place place) {
    if (left(job).contains(place) && ARMED.get(job).remove(place)) {
      throw new IllegalStateException("made to fail at " + place);
    }
  }

  @Override
  public void open(OpenContext context) {
    STARTS.computeIfAbsent(job, name -> new AtomicInteger()).incrementAndGet();
  }

  @Override
  public TagEvent map(TagEvent event) {
    failAt(job, Place.EMIT);
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
