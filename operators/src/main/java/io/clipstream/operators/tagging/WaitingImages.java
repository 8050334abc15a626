package io.clipstream.operators.tagging;

import io.clipstream.control.RawRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.util.function.ThrowingRunnable;

/**
 * Images whose label set is published and still being encoded, or was not heard of yet. They are
 * set aside, so that images of other sets and barriers pass them; a checkpoint keeps them.
 * Watermarks do not pass them. For the task thread.
 */
final class WaitingImages {
  /** Where images go, and whether they have to wait. */
  interface Tagger {
    /**
     * Whether an image has to wait for its set.
     *
     * @param since when it began to wait, by {@link #now}
     */
    boolean mustWait(String labelSet, long since);

    /** Milliseconds, by a clock that nobody sets. */
    long now();

    /** Takes an image that need not wait any longer, be its set ready or not. */
    void place(RawRecord record, Long timestamp) throws Exception;

    /** Whether it takes none now: a barrier or another image waits for what it has. */
    boolean isBusy();

    /** Whether it takes more than one at once. */
    boolean takesMany();
  }

  /** Images that came between two markers, and the later one of these, null for the last. */
  private static final class Stretch {
    private int waiting;
    private ThrowingRunnable<Exception> marker;
  }

  private record Image(RawRecord record, Long timestamp, long since, Stretch stretch) {
    long bytes() {
      return size(record);
    }
  }

  /**
   * How fast images are taken in for which there is no room. A barrier lies behind some hundred
   * kilobytes of them at most, so it still passes within seconds, and memory grows slowly.
   */
  private static final long TRICKLE_BYTES_PER_SECOND = 128 << 10;

  private static final long MAX_PAUSE_MILLIS = 10_000;

  /** Bytes that are taken in so at most: a quarter of an hour of it. */
  static final long OVERFLOW = 128L << 20;

  /** Bytes that a record takes besides its contents. */
  private static final long OVERHEAD = 512;

  private final Map<String, Deque<Image>> bySet = new LinkedHashMap<>();
  private final Deque<Stretch> stretches = new ArrayDeque<>(List.of(new Stretch()));
  private final long room;
  private final Pipeline pipeline;
  private final MailboxExecutor mailbox;
  private final Tagger tagger;
  private long bytes;
  private volatile int count; // read by a gauge
  private boolean isReleasing;

  /**
   * @param room bytes of records that are set aside; beyond them records are taken in slowly, up to
   *     {@link #OVERFLOW} more
   */
  WaitingImages(long room, Pipeline pipeline, MailboxExecutor mailbox, Tagger tagger) {
    this.room = room;
    this.pipeline = pipeline;
    this.mailbox = mailbox;
    this.tagger = tagger;
  }

  int count() {
    return count;
  }

  /**
   * Waits until there is room for an image of the set, or it need not wait, but no longer than its
   * size allows: what stands before a barrier has to be taken in for the barrier to pass.
   */
  void awaitRoom(String labelSet, RawRecord record) throws InterruptedException {
    long pause = Math.min(MAX_PAUSE_MILLIS, 1_000 * size(record) / TRICKLE_BYTES_PER_SECOND);
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause);
    while (lacksRoom(labelSet) && System.nanoTime() - until < 0) {
      if (!mailbox.tryYield()) {
        Thread.sleep(1);
      }
    }
  }

  private boolean lacksRoom(String labelSet) {
    return bytes >= room
        && (tagger.mustWait(labelSet, tagger.now()) || (isFull() && holds(labelSet)));
  }

  /** Whether no image must be set aside any more whose set is not ready. */
  boolean isFull() {
    return bytes - room >= OVERFLOW;
  }

  /** Whether images of the set wait: later ones must not overtake them. */
  boolean holds(String labelSet) {
    return bySet.containsKey(labelSet);
  }

  private static long size(RawRecord record) {
    return OVERHEAD
        + size(record.key())
        + size(record.value())
        + (record.fetched() == null ? 0 : size(record.fetched().picture()));
  }

  private static long size(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only the task thread writes
  void add(String labelSet, RawRecord record, Long timestamp) {
    Stretch stretch = stretches.getLast();
    Image image = new Image(record, timestamp, tagger.now(), stretch);
    bySet.computeIfAbsent(labelSet, set -> new ArrayDeque<>()).add(image);
    bytes += image.bytes();
    count++;
    stretch.waiting++;
  }

  /**
   * Takes in something that must not overtake the images that came before it. It waits for no later
   * ones, of which there may always be some.
   */
  void behind(ThrowingRunnable<Exception> marker) throws Exception {
    stretches.getLast().marker = marker;
    stretches.add(new Stretch());
    passMarkers();
  }

  private void passMarkers() throws Exception {
    while (stretches.size() > 1 && stretches.element().waiting == 0) {
      pipeline.add(stretches.remove().marker);
    }
  }

  /**
   * Sends on what need not wait any longer, as far as the pipeline has room. A flush lets nothing
   * in: each image that it finishes would make room for another, and the barrier wait for all.
   */
  void release() throws Exception {
    if (count == 0 || tagger.isBusy()) {
      return;
    }
    for (Image image = next(); image != null; image = tagger.takesMany() ? next() : null) {
      tagger.place(image.record(), image.timestamp());
      passMarkers();
    }
  }

  /** Does so in a mail of its own: the pipeline may be at work. */
  void releaseSoon() {
    if (count > 0 && !isReleasing) {
      isReleasing = true;
      mailbox.execute(
          () -> {
            isReleasing = false;
            release();
          },
          "images that waited for their label set");
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only the task thread writes
  private Image next() {
    if (!pipeline.hasRoom()) {
      return null;
    }
    Iterator<Map.Entry<String, Deque<Image>>> sets = bySet.entrySet().iterator();
    while (sets.hasNext()) {
      Map.Entry<String, Deque<Image>> set = sets.next();
      if (!tagger.mustWait(set.getKey(), set.getValue().element().since())) {
        Image image = set.getValue().remove();
        if (set.getValue().isEmpty()) {
          sets.remove();
        }
        bytes -= image.bytes();
        count--;
        image.stretch().waiting--;
        return image;
      }
    }
    return null;
  }

  /** Waits until no image waits, and finishes them all. */
  void finish() throws Exception {
    release();
    pipeline.flush();
    while (count > 0) {
      mailbox.yield();
      release();
      pipeline.flush();
    }
  }

  /** What waits, in the order of arrival within each set. */
  List<RawRecord> records() {
    List<RawRecord> records = new ArrayList<>();
    bySet.values().forEach(images -> images.forEach(image -> records.add(image.record())));
    return records;
  }
}
