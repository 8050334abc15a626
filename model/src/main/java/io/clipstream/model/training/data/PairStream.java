package io.clipstream.model.training.data;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** The pairs of one epoch, in its order. */
public interface PairStream extends Closeable {
  /** The next pair; empty at the end. */
  Optional<Pair> next() throws IOException;

  /** Passes over {@code count} pairs without decoding their pictures. */
  default void skip(long count) throws IOException {
    for (long i = 0; i < count && next().isPresent(); i++) {
      continue;
    }
  }

  @Override
  default void close() throws IOException {}
}
