package io.clipstream.model.training.data;

import java.util.Optional;

/** Pairs that can be had in any order: an epoch is a permutation of them. */
public interface IndexedPairs extends PairSource {
  int size();

  /** The pair at {@code index}; its picture is not read yet. */
  Pair get(int index);

  /** A random {@code count} of the pairs, or all if there are not more; follows from the seed. */
  default IndexedPairs sample(int count, long seed) {
    return SampledPairs.of(this, count, seed);
  }

  @Override
  default PairStream stream(long seed, int epoch) {
    int[] order = Seeds.permutation(size(), Seeds.mix(seed, epoch));
    return new PairStream() {
      private int position;

      @Override
      public Optional<Pair> next() {
        return position < order.length ? Optional.of(get(order[position++])) : Optional.empty();
      }

      @Override
      public void skip(long count) {
        position = (int) Math.min(order.length, position + count);
      }
    };
  }
}
