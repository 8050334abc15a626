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
    boolean more = true;
    for (long i = 0; i < count && more; i++) {
      more = next().isPresent();
    }
  }

  @Override
  default void close() throws IOException {}
}
