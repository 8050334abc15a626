package io.clipstream.model.training.data;

import io.clipstream.model.ModelException;
import io.clipstream.model.training.data.SampleMaker.Sample;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/** Gathers samples into batches, epoch after epoch. What is left of an epoch is not used. */
final class BatchMaker implements Closeable {
  private final PairSource source;
  private final LoaderSettings settings;
  private final SampleMaker maker;
  private final ExecutorService workers;
  private final SkipLog skips;
  private final List<Sample> deferred = new ArrayList<>();
  private EpochReader reader;
  private long step;
  private int epoch;
  private long taken;
  private long usableInEpoch;
  private boolean fromStart;
  private volatile boolean cancelled;

  BatchMaker(
      PairSource source,
      LoaderSettings settings,
      SampleMaker maker,
      ExecutorService workers,
      SkipLog skips) {
    this.source = source;
    this.settings = settings;
    this.maker = maker;
    this.workers = workers;
    this.skips = skips;
  }

  /** Goes to {@code position}; called once, before the first batch. */
  void start(DataPosition position) throws IOException {
    step = position.step();
    openEpoch(position.epoch());
    for (long index : position.deferred()) {
      reader.at(index).filter(Sample::usable).ifPresent(deferred::add);
    }
    reader.skipTo(position.next());
    taken = position.next();
    fromStart = taken == 0;
  }

  private void openEpoch(int number) throws IOException {
    epoch = number;
    taken = 0;
    usableInEpoch = 0;
    fromStart = true;
    deferred.clear();
    int ahead = Math.max(settings.threads() * 8, Math.min(settings.batchSize(), 256));
    reader = new EpochReader(source.stream(settings.seed(), number), maker, workers, ahead, number);
  }

  /**
   * The next batch.
   *
   * @throws ModelException if a whole epoch does not fill one batch
   * @throws InterruptedException if cancelled
   */
  Batch next() throws IOException, InterruptedException {
    for (; ; ) {
      Optional<Batch> batch = nextOfEpoch();
      if (batch.isPresent()) {
        step++;
        return batch.get();
      }
      reader.close();
      checkEpochFilled();
      openEpoch(epoch + 1);
    }
  }

  /** Makes {@link #next} end with an InterruptedException; may be called by another thread. */
  void cancel() {
    cancelled = true;
  }

  private void checkEpochFilled() {
    if (fromStart && usableInEpoch < settings.batchSize()) {
      throw new ModelException(
          source.name()
              + ": an epoch has "
              + usableInEpoch
              + " usable pairs, fewer than the batch size "
              + settings.batchSize()
              + (skips.counts().isEmpty() ? "" : "; passed over: " + skips.line())
              + "; give more data or a smaller batch size");
    }
  }

  private Optional<Batch> nextOfEpoch() throws IOException, InterruptedException {
    List<Sample> chosen = new ArrayList<>(settings.batchSize());
    Set<String> subjects = new HashSet<>();
    takeDeferred(chosen, subjects);
    while (chosen.size() < settings.batchSize()) {
      if (cancelled) {
        throw new InterruptedException("cancelled");
      }
      Optional<Sample> sample = reader.next();
      if (sample.isEmpty()) {
        return lastOfEpoch(chosen);
      }
      taken++;
      if (sample.get().usable()) {
        usableInEpoch++;
        takeOrDefer(sample.get(), chosen, subjects);
      }
    }
    return Optional.of(batch(chosen));
  }

  /** At the end there is no later batch to wait for, so repeated subjects fill this one. */
  private Optional<Batch> lastOfEpoch(List<Sample> chosen) {
    int missing = settings.batchSize() - chosen.size();
    if (deferred.size() < missing) {
      return Optional.empty();
    }
    List<Sample> waiting = deferred.subList(0, missing);
    chosen.addAll(waiting);
    waiting.clear();
    return Optional.of(batch(chosen));
  }

  private void takeDeferred(List<Sample> chosen, Set<String> subjects) {
    for (Iterator<Sample> waiting = deferred.iterator();
        waiting.hasNext() && chosen.size() < settings.batchSize(); ) {
      Sample sample = waiting.next();
      if (subjects.add(sample.subject())) {
        chosen.add(sample);
        waiting.remove();
      }
    }
  }

  /** With a batch's worth already waiting, a repeated subject is taken: the set has too few. */
  private void takeOrDefer(Sample sample, List<Sample> chosen, Set<String> subjects) {
    boolean isNew = subjects.add(sample.subject());
    if (isNew || !settings.distinct() || deferred.size() >= settings.batchSize()) {
      chosen.add(sample);
    } else {
      deferred.add(sample);
    }
  }

  private Batch batch(List<Sample> chosen) {
    int length = 3 * settings.side() * settings.side();
    byte[] pixels = new byte[chosen.size() * length];
    for (int i = 0; i < chosen.size(); i++) {
      System.arraycopy(chosen.get(i).pixels(), 0, pixels, i * length, length);
    }
    List<String> captions = chosen.stream().map(Sample::caption).toList();
    List<String> subjects = chosen.stream().map(Sample::subject).toList();
    List<Boolean> known = chosen.stream().map(Sample::known).toList();
    List<Long> waiting = deferred.stream().map(Sample::index).toList();
    DataPosition after = new DataPosition(step + 1, epoch, taken, waiting);
    return new Batch(step, epoch, settings.side(), pixels, captions, subjects, known, after);
  }

  @Override
  public void close() throws IOException {
    if (reader != null) {
      reader.close();
    }
  }
}
