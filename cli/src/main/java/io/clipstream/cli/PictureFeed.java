package io.clipstream.cli;

import java.util.Optional;

/** Pictures, one after the other, for the demo's stream. */
interface PictureFeed extends AutoCloseable {
  /**
   * A picture as it lies in its file, or what is none.
   *
   * @param id also the key of its record
   * @param source what its event says of where it is from
   */
  record Sample(String id, byte[] bytes, String source) {
    /** One of the demo's own. */
    Sample(String id, byte[] bytes) {
      this(id, bytes, "demo");
    }
  }

  /** The next, or none for now. */
  Optional<Sample> next();

  @Override
  void close();
}
