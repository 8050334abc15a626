package io.clipstream.operators.tagging;

import io.clipstream.control.LetterStage;
import io.clipstream.operators.generation.KnownPictures;
import io.clipstream.operators.generation.PictureFacts;
import java.util.Optional;
import java.util.function.Consumer;

/** What became of a picture's bytes before it goes to the device. */
sealed interface Prepared {
  /** Says what it means for its image. */
  void settle(ImageEntry image, TaggerMetrics metrics);

  /** Hands it on to one of the two. */
  void to(Consumer<Ready> ready, Consumer<Rejected> rejected);

  /** What can be tagged. */
  sealed interface Ready extends Prepared {
    PictureFacts facts();

    /** Whether it passes through the encoder. */
    boolean isToEncode();

    /** Nanoseconds that it took to get here. */
    long nanos();

    /** Hands it on to one of the two. */
    void toEncoder(Consumer<Decoded> decoded, Consumer<Recognised> recognised);

    @Override
    default void to(Consumer<Ready> ready, Consumer<Rejected> rejected) {
      ready.accept(this);
    }
  }

  /**
   * A picture that is to be encoded.
   *
   * @param levels {@code 3 * S * S} bytes, as the encoder takes them
   * @param key by which its embedding is kept, if it is
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Decoded(byte[] levels, PictureFacts facts, Optional<KnownPictures.Key> key, long nanos)
      implements Ready {
    @Override
    public void settle(ImageEntry image, TaggerMetrics metrics) {
      metrics.decoded(nanos);
    }

    @Override
    public boolean isToEncode() {
      return true;
    }

    @Override
    public void toEncoder(Consumer<Decoded> decoded, Consumer<Recognised> recognised) {
      decoded.accept(this);
    }
  }

  /** A picture that the model has encoded before. */
  record Recognised(KnownPictures.Known known, long nanos) implements Ready {
    @Override
    public void settle(ImageEntry image, TaggerMetrics metrics) {
      metrics.recognised();
    }

    @Override
    public PictureFacts facts() {
      return known.facts();
    }

    @Override
    public boolean isToEncode() {
      return false;
    }

    @Override
    public void toEncoder(Consumer<Decoded> decoded, Consumer<Recognised> recognised) {
      recognised.accept(this);
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
