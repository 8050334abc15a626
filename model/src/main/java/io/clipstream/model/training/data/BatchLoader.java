package io.clipstream.model.training.data;

import io.clipstream.model.ModelException;
import io.clipstream.model.image.DecodeResult;
import io.clipstream.schemas.ClipstreamException;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Hands out batches without end, made ahead of the consumer on worker threads. The batches follow
 * from source, settings and seed, whatever the number of threads; {@link Batch#after} continues
 * them. For one consumer thread.
 */
public final class BatchLoader implements AutoCloseable {
  private static final int CLOSE_SECONDS = 10;

  private final BlockingQueue<Made> made;
  private final ExecutorService workers;
  private final BatchMaker batches;
  private final Thread gatherer;
  private final SkipLog skips;
  private long pairs;
  private long waitedNanos;
  private long startNanos;
  private Throwable failure;
  private volatile boolean closed;

  /** A batch, or why there will be none. */
  private record Made(Batch batch, Throwable failure) {}

  /**
   * Starts loading.
   *
   * @param decoder turns a picture's bytes into pixels; called by several threads
   * @param skips takes what is passed over; the one that the source was opened with
   * @param from where to go on, {@link DataPosition#START} for the beginning
   */
  public BatchLoader(
      PairSource source,
      LoaderSettings settings,
      Function<byte[], DecodeResult> decoder,
      SkipLog skips,
      DataPosition from) {
    this.skips = skips;
    this.made = new ArrayBlockingQueue<>(settings.prefetch());
    this.workers = Executors.newFixedThreadPool(settings.threads(), r -> daemon(r, "decoder"));
    SampleMaker maker = new SampleMaker(settings, decoder, skips);
    this.batches = new BatchMaker(source, settings, maker, workers, skips);
    this.gatherer = daemon(() -> gather(from), "batches");
    gatherer.start();
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, "clipstream-" + name);
    thread.setDaemon(true);
    return thread;
  }

  private void gather(DataPosition from) {
    try (batches) {
      batches.start(from);
      while (!closed) {
        put(new Made(batches.next(), null));
      }
    } catch (InterruptedException e) {
      // Closed: nobody waits for a batch any more.
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException | Error e) {
      put(new Made(null, e));
    } finally {
      workers.shutdown();
    }
  }

  private void put(Made next) {
    try {
      boolean taken = false;
      while (!closed && !taken) {
        taken = made.offer(next, 50, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The next batch; waits for it.
   *
   * @throws ModelException if the data cannot fill a batch or cannot be read
   */
  public Batch next() throws InterruptedException {
    long before = System.nanoTime();
    startNanos = startNanos == 0 ? before : startNanos;
    if (failure == null) {
      Made next = made.take();
      waitedNanos += System.nanoTime() - before;
      failure = next.failure();
      if (failure == null) {
        pairs += next.batch().size();
        return next.batch();
      }
    }
    throw failed(failure);
  }

  private static RuntimeException failed(Throwable failure) {
    return failure instanceof ClipstreamException
        ? new ModelException(failure.getMessage(), failure)
        : new ModelException("loading training data failed: " + failure, failure);
  }

  /** What was done so far. */
  public LoaderStatistics statistics() {
    double elapsed = startNanos == 0 ? 0 : (System.nanoTime() - startNanos) / 1e9;
    return new LoaderStatistics(
        pairs, skips.counts(), skips.examples(), waitedNanos / 1e9, elapsed);
  }

  /** Stops the threads and closes the source; batches under way are dropped. */
  @Override
  public void close() {
    closed = true;
    batches.cancel();
    try {
      gatherer.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
