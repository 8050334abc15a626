package io.clipstream.operators.tagging;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.util.function.ThrowingRunnable;

/** Images that are in no micro-batch yet, and when the next batch is to go. For the task thread. */
final class MicroBatches {
  private static final long NONE = Long.MAX_VALUE;

  private final TaggerSettings settings;
  private final BatchLimit limit;
  private final SteadyTime time;
  private final ThrowingRunnable<Exception> due;
  private final Deque<ImageEntry> images = new ArrayDeque<>();
  private long timerAt = NONE;

  /**
   * @param due is called when a batch that was not full may have waited long enough
   */
  MicroBatches(
      TaggerSettings settings, ProcessingTimeService time, ThrowingRunnable<Exception> due) {
    this.settings = settings;
    this.limit = BatchLimit.of(settings.batch());
    this.time = new SteadyTime(time);
    this.due = due;
  }

  void add(ImageEntry image) {
    images.add(image);
  }

  /** A batch of which so many pictures were encoded was with the device for so long. */
  void measured(int encoded, long nanos) {
    limit.measured(encoded, nanos);
  }

  /** Pictures to be encoded that the next batch may have. */
  int limit() {
    return limit.now();
  }

  void clear() {
    images.clear();
  }

  /**
   * Takes out the next micro-batch if it is full, or if it has waited long enough and the device is
   * idle: behind another batch it would wait anyway, and grows meanwhile.
   *
   * @param isLast whether no image follows those that are here
   */
  Optional<List<ImageEntry>> next(boolean isDeviceIdle, boolean isLast) {
    images.removeIf(ImageEntry::isDone); // rejected pictures
    List<ImageEntry> batch = decodedAtFront();
    if (batch.isEmpty() || !(isFull(batch, isLast) || (isDeviceIdle && isDue(batch)))) {
      return Optional.empty();
    }
    for (int i = 0; i < batch.size(); i++) {
      images.remove();
    }
    return Optional.of(batch);
  }

  /** Decoded images of one model at the front. */
  private List<ImageEntry> decodedAtFront() {
    List<ImageEntry> batch = new ArrayList<>();
    int toEncode = 0;
    for (ImageEntry image : images) {
      boolean fits = batch.isEmpty() || batch.get(0).generation.model() == image.generation.model();
      if (image.prepared == null
          || !fits
          || !limit.hasRoom(batch.size(), toEncode, image.isToEncode())) {
        break;
      }
      batch.add(image);
      toEncode += image.isToEncode() ? 1 : 0;
    }
    return batch;
  }

  private boolean isFull(List<ImageEntry> batch, boolean isLast) {
    if (limit.isReached(batch.size(), toEncode(batch))) {
      return true;
    }
    if (batch.size() == images.size()) {
      return isLast;
    }
    return follower(batch.size()).generation.model() != batch.get(0).generation.model();
  }

  private static int toEncode(List<ImageEntry> batch) {
    return (int) batch.stream().filter(ImageEntry::isToEncode).count();
  }

  private ImageEntry follower(int place) {
    return images.stream().skip(place).findFirst().orElseThrow();
  }

  /**
   * Whether the oldest has waited long enough, and nothing is still being decoded that arrived
   * meanwhile: after a pause many images arrive at once, and the first of them alone would take the
   * device away from all of them.
   */
  private boolean isDue(List<ImageEntry> batch) {
    long end = batch.get(0).arrivedMillis + settings.batch().maxWait().toMillis();
    if (time.now() >= end) {
      return batch.size() == images.size() || follower(batch.size()).arrivedMillis > end;
    }
    if (end < timerAt) {
      timerAt = end;
      time.at(end, this::onTimer);
    }
    return false;
  }

  private void onTimer(long timestamp) throws Exception {
    timerAt = NONE;
    due.run();
  }
}
