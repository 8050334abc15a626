package io.clipstream.model.training.data;

import io.clipstream.model.training.data.SampleMaker.Sample;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** The samples of one epoch in its order, made ahead on worker threads. */
final class EpochReader implements Closeable {
  private final PairStream pairs;
  private final SampleMaker maker;
  private final ExecutorService workers;
  private final int ahead;
  private final int epoch;
  private final Deque<Future<Sample>> underWay = new ArrayDeque<>();
  private long next;
  private boolean ended;

  /**
   * @param ahead samples under way at a time
   */
  EpochReader(PairStream pairs, SampleMaker maker, ExecutorService workers, int ahead, int epoch) {
    this.pairs = pairs;
    this.maker = maker;
    this.workers = workers;
    this.ahead = ahead;
    this.epoch = epoch;
  }

  /** The sample at {@code index}, passing over what is before it; nothing may be under way. */
  Optional<Sample> at(long index) throws IOException {
    skipTo(index);
    Optional<Pair> pair = pairs.next();
    next++;
    return pair.map(p -> maker.make(p, epoch, index));
  }

  /** Passes over pairs up to {@code index}; nothing may be under way. */
  void skipTo(long index) throws IOException {
    pairs.skip(index - next);
    next = index;
  }

  /** The next sample, usable or not; empty at the epoch's end. */
  Optional<Sample> next() throws IOException, InterruptedException {
    while (!ended && underWay.size() < ahead) {
      submit();
    }
    if (underWay.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(underWay.remove().get());
    } catch (ExecutionException e) {
      throw new IllegalStateException("making a sample failed: " + e.getCause(), e.getCause());
    }
  }

  private void submit() throws IOException {
    Optional<Pair> pair = pairs.next();
    if (pair.isEmpty()) {
      ended = true;
      return;
    }
    long index = next++;
    underWay.add(workers.submit(() -> maker.make(pair.get(), epoch, index)));
  }

  @Override
  public void close() throws IOException {
    // Not interrupted: an interrupted read would look like a picture that cannot be read.
    underWay.forEach(sample -> sample.cancel(false));
    pairs.close();
  }
}
