package io.clipstream.operators.tagging;

import io.clipstream.operators.generation.TaggingModel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.flink.util.function.ThrowingRunnable;

/**
 * Images between arrival and emission: decoded by many threads, grouped into micro-batches, encoded
 * by one, emitted in the order of arrival. Watermarks and their kin keep their place among them.
 * For the task thread; the others report through the mailbox.
 */
final class Pipeline implements AutoCloseable {
  /** Where finished images go. */
  interface Emitter {
    void emit(ImageEntry entry) throws Exception;
  }

  /** An image, or something else that keeps its place: exactly one of the two. */
  private record Item(ImageEntry image, ThrowingRunnable<Exception> marker) {
    boolean isDone() {
      return image == null || image.isDone();
    }
  }

  private static final long NONE = Long.MAX_VALUE;

  private final TaggerSettings settings;
  private final MailboxExecutor mailbox;
  private final ProcessingTimeService time;
  private final TaggerMetrics metrics;
  private final Emitter emitter;
  private final Workers workers;
  private final PictureStage pictures;
  private final BatchStage batches;

  private final Deque<Item> items = new ArrayDeque<>();
  private final Deque<ImageEntry> unbatched = new ArrayDeque<>();
  private volatile int images; // read by a gauge
  private int batchesInFlight;
  private boolean isFlushing;
  private long timerAt = NONE;

  Pipeline(
      TaggerSettings settings,
      MailboxExecutor mailbox,
      ProcessingTimeService time,
      TaggerMetrics metrics,
      Emitter emitter,
      Workers workers) {
    this.settings = settings;
    this.mailbox = mailbox;
    this.time = time;
    this.metrics = metrics;
    this.emitter = emitter;
    this.workers = workers;
    this.pictures = new PictureStage(settings);
    this.batches = new BatchStage(settings);
  }

  /** Waits until there is room for one more image; meanwhile the mailbox's work is done. */
  void awaitRoom() throws InterruptedException {
    while (!hasRoom()) {
      mailbox.yield();
    }
  }

  boolean hasRoom() {
    return images < settings.batch().capacity();
  }

  /** Takes an image in. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // only the task thread writes
  void add(ImageEntry image) throws Exception {
    items.add(new Item(image, null));
    images++;
    if (!image.isDone()) {
      unbatched.add(image);
      workers.decoders.execute(() -> prepare(image));
    }
    pump();
  }

  /** Takes in something that must not overtake the images before it. */
  void add(ThrowingRunnable<Exception> marker) throws Exception {
    items.add(new Item(null, marker));
    pump();
  }

  /** Finishes every image that was taken in. */
  void flush() throws Exception {
    isFlushing = true;
    try {
      pump();
      while (!items.isEmpty()) {
        mailbox.yield();
      }
    } finally {
      isFlushing = false;
    }
  }

  /** Whether a barrier or the end waits for what was taken in: nothing is to be added then. */
  boolean isFlushing() {
    return isFlushing;
  }

  int images() {
    return images;
  }

  private void prepare(ImageEntry image) {
    try {
      Prepared prepared =
          pictures.prepare(image.picture(), image.generation.model().preprocessor());
      report("a picture is decoded", () -> prepared(image, prepared));
    } catch (Throwable failure) { // a full heap, say: no fault of the picture
      fail("decoding " + image.record.coordinates(), failure);
    }
  }

  private void prepared(ImageEntry image, Prepared prepared) throws Exception {
    image.prepared = prepared;
    image.preparedNanos = System.nanoTime();
    prepared.settle(image, metrics);
    pump();
  }

  /** Emits what is done and sends off what makes a batch. */
  private void pump() throws Exception {
    while (batchesInFlight < settings.batch().inFlight() && submit()) {
      // One batch more.
    }
    drain();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only the task thread writes
  private void drain() throws Exception {
    while (!items.isEmpty() && items.peek().isDone()) {
      Item item = items.poll();
      if (item.image() == null) {
        item.marker().run();
        continue;
      }
      images--;
      try {
        emitter.emit(item.image());
      } finally {
        item.image().release();
      }
    }
  }

  /**
   * Sends the next micro-batch off if it is full, or if it has waited long enough and the device is
   * idle: behind another batch it would wait anyway, and grows meanwhile.
   */
  private boolean submit() {
    unbatched.removeIf(ImageEntry::isDone); // rejected pictures
    List<ImageEntry> batch = decodedAtFront();
    if (batch.isEmpty()) {
      return false;
    }
    if (!isFull(batch) && (batchesInFlight > 0 || !isDue(batch))) {
      return false;
    }
    for (int i = 0; i < batch.size(); i++) {
      unbatched.remove();
    }
    send(batch);
    return true;
  }

  /** Decoded images of one model at the front of those that are in no batch yet. */
  private List<ImageEntry> decodedAtFront() {
    List<ImageEntry> batch = new ArrayList<>();
    Iterator<ImageEntry> next = unbatched.iterator();
    while (next.hasNext() && batch.size() < settings.batch().size()) {
      ImageEntry image = next.next();
      boolean fits = batch.isEmpty() || batch.get(0).generation.model() == image.generation.model();
      if (image.prepared == null || !fits) {
        break;
      }
      batch.add(image);
    }
    return batch;
  }

  private boolean isFull(List<ImageEntry> batch) {
    if (batch.size() == settings.batch().size()) {
      return true;
    }
    if (batch.size() == unbatched.size()) {
      return isFlushing;
    }
    return follower(batch.size()).generation.model() != batch.get(0).generation.model();
  }

  private ImageEntry follower(int place) {
    return unbatched.stream().skip(place).findFirst().orElseThrow();
  }

  /**
   * Whether the oldest has waited long enough, and nothing is still being decoded that arrived
   * meanwhile: after a pause many images arrive at once, and the first of them alone would take the
   * device away from all of them.
   */
  private boolean isDue(List<ImageEntry> batch) {
    long due = batch.get(0).arrivedMillis + settings.batch().maxWait().toMillis();
    if (time.getCurrentProcessingTime() >= due) {
      return batch.size() == unbatched.size() || follower(batch.size()).arrivedMillis > due;
    }
    if (due < timerAt) {
      timerAt = due;
      ScheduledFuture<?> unused = time.registerTimer(due, this::onTimer);
    }
    return false;
  }

  private void onTimer(long timestamp) throws Exception {
    timerAt = NONE;
    pump();
  }

  private void send(List<ImageEntry> batch) {
    batchesInFlight++;
    workers.device.execute(() -> encode(batch));
  }

  private void encode(List<ImageEntry> batch) {
    try {
      TaggingModel model = batch.get(0).generation.model();
      List<Outcome> outcomes = batches.run(model, batch);
      report("a batch is encoded", () -> encoded(batch, outcomes));
    } catch (Throwable failure) {
      fail("the device failed with a batch of " + batch.size() + " pictures", failure);
    }
  }

  private void encoded(List<ImageEntry> batch, List<Outcome> outcomes) throws Exception {
    batchesInFlight--;
    for (int i = 0; i < batch.size(); i++) {
      outcomes.get(i).settle(batch.get(i), settings);
    }
    measure(batch.get(0), outcomes);
    pump();
  }

  private void measure(ImageEntry first, List<Outcome> outcomes) {
    outcomes.stream()
        .flatMap(outcome -> outcome.times().stream())
        .findFirst()
        .ifPresent(
            times ->
                metrics.batch(
                    outcomes.size(),
                    times.startNanos() - first.preparedNanos,
                    times.encodeNanos()));
  }

  private void report(String what, ThrowingRunnable<Exception> news) {
    try {
      mailbox.execute(news, what);
    } catch (RejectedExecutionException e) {
      // The task has ended and nobody waits for the news.
    }
  }

  private void fail(String what, Throwable failure) {
    report(
        what,
        () -> {
          throw new FlinkRuntimeException(what + ": " + failure.getMessage(), failure);
        });
  }

  /** Ends the threads and gives up what is not emitted, as soon as the device has let go of it. */
  @Override
  public void close() {
    List<ImageEntry> left = items.stream().map(Item::image).filter(image -> image != null).toList();
    items.clear();
    unbatched.clear();
    CompletableFuture<Void> unused =
        workers.close().thenRun(() -> left.forEach(ImageEntry::release));
  }
}
