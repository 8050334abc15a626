package io.clipstream;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.clipstream.PictureResult.Accepted;
import io.clipstream.PictureResult.Reason;
import io.clipstream.PictureResult.Rejected;
import io.clipstream.model.Clip;
import io.clipstream.model.image.DecodeResult;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.Preprocessor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A checkpoint in memory and the way of pictures into it. A model and the classifiers made of it
 * share it: it goes with the last of them.
 */
final class LoadedModel {
  /** Pictures that are encoded at once: memory grows with it, speed hardly beyond. */
  private static final int BATCH = 64;

  private final Clip clip;
  private final ImageDecoder decoder;
  private final Preprocessor preprocessor;
  private int users = 1;

  LoadedModel(Clip clip, PictureLimits limits) {
    this.clip = clip;
    this.decoder = new ImageDecoder(limits.inside());
    this.preprocessor = new Preprocessor(clip.preprocessing());
  }

  Clip clip() {
    return clip;
  }

  synchronized void retain() {
    users++;
  }

  synchronized void release() {
    users--;
    if (users == 0) {
      clip.close();
    }
  }

  /**
   * Encodes pictures and makes something of each embedding.
   *
   * @param use takes embeddings [N, E] that are freed behind it, and gives N things
   * @return a result for each picture, in order
   */
  <T> List<PictureResult<T>> each(List<byte[]> pictures, Function<NDArray, List<T>> use) {
    List<PictureResult<T>> results = new ArrayList<>();
    for (int from = 0; from < pictures.size(); from += BATCH) {
      int to = Math.min(from + BATCH, pictures.size());
      results.addAll(batch(pictures.subList(from, to), use));
    }
    return List.copyOf(results);
  }

  private <T> List<PictureResult<T>> batch(List<byte[]> pictures, Function<NDArray, List<T>> use) {
    List<PictureResult<byte[]>> levels = pictures.stream().map(this::levels).toList();
    List<byte[]> accepted =
        levels.stream().flatMap(one -> one.either(Stream::of, none -> Stream.empty())).toList();
    Iterator<T> values = accepted.isEmpty() ? null : encoded(accepted, use).iterator();
    List<PictureResult<T>> results = new ArrayList<>();
    for (PictureResult<byte[]> one : levels) {
      results.add(
          one.either(
              ready -> new Accepted<>(values.next()),
              refused -> new Rejected<>(refused.reason(), refused.message())));
    }
    return results;
  }

  private <T> List<T> encoded(List<byte[]> levels, Function<NDArray, List<T>> use) {
    try (NDManager scope = clip.newScope()) {
      return use.apply(clip.encodeImages(scope, levels));
    }
  }

  /** Levels as the encoder takes them. */
  private PictureResult<byte[]> levels(byte[] picture) {
    return decoder.decode(picture, preprocessor.settings().imageSize(), this::levels);
  }

  private PictureResult<byte[]> levels(DecodeResult result) {
    return result.match(
        picture -> new Accepted<>(preprocessor.apply(picture)),
        why -> new Rejected<>(Reason.valueOf(why.reason().name()), why.message()));
  }
}
