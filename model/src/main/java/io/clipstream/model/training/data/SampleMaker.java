package io.clipstream.model.training.data;

import io.clipstream.model.image.DecodeResult;
import io.clipstream.model.image.Picture;
import java.io.IOException;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Turns a pair into a sample: draws its caption, decodes and varies its picture. Thread-safe. */
final class SampleMaker {
  private final LoaderSettings settings;
  private final Function<byte[], DecodeResult> decoder;
  private final PictureCache cache;
  private final SkipLog skips;

  /**
   * @param index of the pair in its epoch
   * @param subject the pair's first caption: what the picture shows, whichever caption was drawn
   * @param known as the pair has it
   * @param pixels [3, S, S] uint8 levels; null if the picture is unreadable
   */
  record Sample(long index, String subject, String caption, boolean known, byte[] pixels) {
    boolean usable() {
      return pixels != null;
    }
  }

  SampleMaker(LoaderSettings settings, Function<byte[], DecodeResult> decoder, SkipLog skips) {
    this.settings = settings;
    this.decoder = decoder;
    this.cache = new PictureCache(settings.cacheBytes());
    this.skips = skips;
  }

  /** The sample of {@code pair}; it follows from the seed, {@code epoch} and {@code index}. */
  Sample make(Pair pair, int epoch, long index) {
    SplittableRandom random =
        new SplittableRandom(Seeds.mix(Seeds.mix(settings.seed() + 1, epoch), index));
    String subject = pair.captions().get(0);
    String caption = pair.captions().get(random.nextInt(pair.captions().size()));
    Optional<Picture> picture = cache.get(pair.id()).or(() -> decode(pair));
    if (picture.isEmpty()) {
      return new Sample(index, subject, caption, pair.known(), null);
    }
    int side = settings.side();
    byte[] pixels = new byte[3 * side * side];
    boolean mayMirror = settings.augmentation().flip() > 0 && Mirroring.isSafe(pair.captions());
    settings.augmentation().apply(picture.get(), mayMirror, side, random, pixels, 0);
    return new Sample(index, subject, caption, pair.known(), pixels);
  }

  private Optional<Picture> decode(Pair pair) {
    try {
      return decoder
          .apply(pair.image().read())
          .match(picture -> kept(pair, picture), rejected -> skipped(pair, rejected.message()));
    } catch (IOException e) {
      return skipped(pair, String.valueOf(e.getMessage()));
    }
  }

  private Optional<Picture> kept(Pair pair, Picture picture) {
    cache.put(pair.id(), picture);
    return Optional.of(picture);
  }

  private Optional<Picture> skipped(Pair pair, String why) {
    skips.add(SkipReason.UNREADABLE_PICTURE, pair.id(), why);
    return Optional.empty();
  }
}
