package io.clipstream.model.training.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Shuffles what can only be read in order: holds some pairs back and hands out one of them at
 * random.
 */
public final class ShuffleBuffer implements PairStream {
  private final PairStream from;
  private final int capacity;
  private final SplittableRandom random;
  private final List<Pair> held = new ArrayList<>();

  public ShuffleBuffer(PairStream from, int capacity, long seed) {
    this.from = from;
    this.capacity = Math.max(1, capacity);
    this.random = new SplittableRandom(seed);
  }

  @Override
  public Optional<Pair> next() throws IOException {
    while (held.size() < capacity) {
      Optional<Pair> pair = from.next();
      if (pair.isEmpty()) {
        break;
      }
      held.add(pair.get());
    }
    return held.isEmpty() ? Optional.empty() : Optional.of(takeAny());
  }

  private Pair takeAny() {
    int last = held.size() - 1;
    int chosen = random.nextInt(held.size());
    Pair pair = held.get(chosen);
    held.set(chosen, held.get(last));
    held.remove(last);
    return pair;
  }

  @Override
  public void close() throws IOException {
    from.close();
  }
}
