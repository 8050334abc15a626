package io.clipstream.model.training.data;

import java.io.IOException;
import java.util.Optional;

/**
 * Pairs that the model has learnt from before, see {@link Pair#known}.
 *
 * @param source has them
 */
public record KnownAlready(PairSource source) implements PairSource {
  @Override
  public String name() {
    return source.name();
  }

  @Override
  public PairStream stream(long seed, int epoch) throws IOException {
    PairStream stream = source.stream(seed, epoch);
    return new PairStream() {
      @Override
      public Optional<Pair> next() throws IOException {
        return stream.next().map(Pair::asKnown);
      }

      @Override
      public void close() throws IOException {
        stream.close();
      }
    };
  }
}
