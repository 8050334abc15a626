package io.clipstream.operators.tagging;

import io.clipstream.control.LetterStage;
import java.util.function.Consumer;

/** What became of a picture's bytes before it goes to the device. */
sealed interface Prepared {
  /** Says what it means for its image. */
  void settle(ImageEntry image, TaggerMetrics metrics);

  /** Hands it on to one of the two. */
  void to(Consumer<Ready> ready, Consumer<Rejected> rejected);

  /**
   * @param levels {@code 3 * S * S} bytes, as the encoder takes them
   * @param width of the picture in pixels
   * @param height likewise
   * @param thumbnail a small JPEG, or null
   */
  record Ready(byte[] levels, int width, int height, byte[] thumbnail, long decodeNanos)
      implements Prepared {
    @Override
    public void settle(ImageEntry image, TaggerMetrics metrics) {
      metrics.decoded(decodeNanos);
    }

    @Override
    public void to(Consumer<Ready> ready, Consumer<Rejected> rejected) {
      ready.accept(this);
    }
  }

  /** The picture is none that can be tagged. */
  record Rejected(Enum<?> reason, String message) implements Prepared {
    @Override
    public void settle(ImageEntry image, TaggerMetrics metrics) {
      image.reject(LetterStage.DECODE_IMAGE, reason, message);
    }

    @Override
    public void to(Consumer<Ready> ready, Consumer<Rejected> rejected) {
      rejected.accept(this);
    }
  }
}
