package io.clipstream.operators.tagging;

import io.clipstream.operators.generation.TaggingModel;
import io.clipstream.operators.trace.Tracing;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.flink.util.function.ThrowingConsumer;
import org.apache.flink.util.function.ThrowingRunnable;

/**
 * Images between arrival and emission: decoded by many threads, grouped into micro-batches, encoded
 * by one, emitted in the order of arrival. Watermarks and their kin keep their place among them.
 * For the task thread; the others report through the mailbox.
 */
final class Pipeline implements AutoCloseable {
  private final TaggerSettings settings;
  private final MailboxExecutor mailbox;
  private final TaggerMetrics metrics;
  private final Workers workers;
  private final Tracing tracing;
  private final PictureStage pictures;
  private final BatchStage batches;
  private final MicroBatches unbatched;
  private final EmissionQueue queue;
  private int batchesInFlight;
  private boolean isFlushing;

  Pipeline(
      TaggerSettings settings,
      MailboxExecutor mailbox,
      ProcessingTimeService time,
      TaggerMetrics metrics,
      ThrowingConsumer<ImageEntry, Exception> emitter,
      Workers workers,
      Tracing tracing) {
    this.settings = settings;
    this.mailbox = mailbox;
    this.metrics = metrics;
    this.workers = workers;
    this.tracing = tracing;
    this.pictures = new PictureStage(settings);
    this.batches = new BatchStage(settings, tracing);
    this.unbatched = new MicroBatches(settings, time, this::pump);
    this.queue = new EmissionQueue(emitter);
  }

  /** Waits until there is room for one more image; meanwhile the mailbox's work is done. */
  void awaitRoom() throws InterruptedException {
    while (!hasRoom()) {
      mailbox.yield();
    }
  }

  boolean hasRoom() {
    return images() < settings.batch().capacity();
  }

  /** Takes an image in. */
  void add(ImageEntry image) throws Exception {
    image.trace = tracing.begin(image.record);
    queue.add(image);
    if (!image.isDone()) {
      unbatched.add(image);
      workers.decoders.execute(() -> prepare(image));
    }
    pump();
  }

  /** Takes in something that must not overtake the images before it. */
  void add(ThrowingRunnable<Exception> marker) throws Exception {
    queue.add(marker);
    pump();
  }

  /** Finishes every image that was taken in. */
  void flush() throws Exception {
    isFlushing = true;
    try {
      pump();
      while (!queue.isEmpty()) {
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

  /** Images that were taken in and not emitted yet; for any thread. */
  int images() {
    return queue.images();
  }

  private void prepare(ImageEntry image) {
    try {
      image.trace.decodeBegins();
      Prepared prepared = pictures.prepare(image.picture(), image.generation.model());
      image.trace.decodeEnds();
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
    queue.drain();
  }

  private boolean submit() {
    Optional<List<ImageEntry>> batch = unbatched.next(batchesInFlight == 0, isFlushing);
    batch.ifPresent(this::send);
    return batch.isPresent();
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
        .ifPresent(times -> measure(first, times));
  }

  private void measure(ImageEntry first, Outcome.BatchTimes times) {
    metrics.batch(times.size(), times.startNanos() - first.preparedNanos, times.encodeNanos());
    unbatched.measured(times.encoded(), times.encodeNanos() + times.scoreNanos());
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
    Runnable giveUp = queue.abandon();
    unbatched.clear();
    CompletableFuture<Void> unused = workers.close().thenRun(giveUp);
  }
}
