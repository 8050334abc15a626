package io.clipstream.model.training.data;

/**
 * A random part of pairs that have an index; follows from a seed.
 *
 * @param chosen their indices in {@code all}
 */
record SampledPairs(IndexedPairs all, int[] chosen) implements IndexedPairs {
  static IndexedPairs of(IndexedPairs all, int count, long seed) {
    int[] order = Seeds.permutation(all.size(), seed);
    return new SampledPairs(all, java.util.Arrays.copyOf(order, Math.min(count, order.length)));
  }

  @Override
  public String name() {
    return all.name();
  }

  @Override
  public int size() {
    return chosen.length;
  }

  @Override
  public Pair get(int index) {
    return all.get(chosen[index]);
  }
}
