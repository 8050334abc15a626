package io.clipstream.model.training.data;

import io.clipstream.schemas.SettingException;

/**
 * How pairs become batches.
 *
 * @param batchSize N, pairs in a batch
 * @param side S, side of the pictures in pixels
 * @param augmentation how pictures are varied
 * @param seed order, captions and variations follow from it
 * @param threads that decode and augment; their number does not change the batches
 * @param prefetch batches made ahead of the consumer
 * @param cacheBytes decoded pictures are kept up to this many bytes; 0 keeps none
 * @param distinct whether pairs whose first captions are equal, several pictures of one thing, go
 *     to different batches where possible, so that none is taken for a negative of another
 */
public record LoaderSettings(
    int batchSize,
    int side,
    Augmentation augmentation,
    long seed,
    int threads,
    int prefetch,
    long cacheBytes,
    boolean distinct) {
  public LoaderSettings {
    positive("batch size", batchSize);
    positive("picture side", side);
    positive("number of loader threads", threads);
    positive("number of batches made ahead", prefetch);
    if (cacheBytes < 0) {
      throw new SettingException("picture cache is " + cacheBytes + " bytes, expected 0 or more");
    }
    if (3L * batchSize * side * side > Integer.MAX_VALUE - 8) {
      throw new SettingException(
          "a batch of "
              + batchSize
              + " pictures of side "
              + side
              + " exceeds 2 GiB; make it smaller");
    }
  }

  private static void positive(String what, int value) {
    if (value < 1) {
      throw new SettingException(what + " is " + value + ", expected 1 or more");
    }
  }

  /** The paper's augmentation, all cores but one, no cache, batches as they come. */
  public static LoaderSettings of(int batchSize, int side, long seed) {
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    return new LoaderSettings(batchSize, side, Augmentation.PAPER, seed, threads, 3, 0, false);
  }

  public LoaderSettings withAugmentation(Augmentation value) {
    return new LoaderSettings(
        batchSize, side, value, seed, threads, prefetch, cacheBytes, distinct);
  }

  public LoaderSettings withThreads(int value) {
    return new LoaderSettings(
        batchSize, side, augmentation, seed, value, prefetch, cacheBytes, distinct);
  }

  public LoaderSettings withCacheBytes(long value) {
    return new LoaderSettings(
        batchSize, side, augmentation, seed, threads, prefetch, value, distinct);
  }

  public LoaderSettings withDistinct(boolean value) {
    return new LoaderSettings(
        batchSize, side, augmentation, seed, threads, prefetch, cacheBytes, value);
  }
}
