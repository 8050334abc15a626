package io.clipstream.model.training.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** Several sources as one: each pair comes from one of those that have any left, at random. */
record JoinedStreams(List<PairSource> sources) implements PairSource {
  @Override
  public String name() {
    return sources.stream().map(PairSource::name).collect(Collectors.joining(", "));
  }

  @Override
  public PairStream stream(long seed, int epoch) throws IOException {
    List<PairStream> streams = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      streams.add(sources.get(i).stream(Seeds.mix(seed, i), epoch));
    }
    return new Mixed(streams, new SplittableRandom(Seeds.mix(seed, epoch)));
  }

  private record Mixed(List<PairStream> streams, SplittableRandom random) implements PairStream {
    @Override
    public Optional<Pair> next() throws IOException {
      while (!streams.isEmpty()) {
        int chosen = random.nextInt(streams.size());
        Optional<Pair> pair = streams.get(chosen).next();
        if (pair.isPresent()) {
          return pair;
        }
        streams.remove(chosen).close();
      }
      return Optional.empty();
    }

    @Override
    public void close() throws IOException {
      for (PairStream stream : streams) {
        stream.close();
      }
    }
  }
}
