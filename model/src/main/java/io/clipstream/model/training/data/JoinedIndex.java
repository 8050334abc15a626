package io.clipstream.model.training.data;

import java.util.List;
import java.util.stream.Collectors;

/** Several indexed sources as one. */
record JoinedIndex(List<IndexedPairs> sources) implements IndexedPairs {
  @Override
  public String name() {
    return sources.stream().map(PairSource::name).collect(Collectors.joining(", "));
  }

  @Override
  public int size() {
    return sources.stream().mapToInt(IndexedPairs::size).reduce(0, Math::addExact);
  }

  @Override
  public Pair get(int index) {
    int rest = index;
    for (IndexedPairs source : sources) {
      if (rest < source.size()) {
        return source.get(rest);
      }
      rest -= source.size();
    }
    throw new IndexOutOfBoundsException(index);
  }
}
