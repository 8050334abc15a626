package io.clipstream.model.evaluation;

import ai.djl.ndarray.NDManager;
import io.clipstream.model.Clip;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.model.image.Picture;
import io.clipstream.model.image.Preprocessor;
import io.clipstream.model.training.data.Pair;
import io.clipstream.model.training.data.PairSource;
import io.clipstream.model.training.data.PairStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Which training picture each picture of labelled sets is most like, by the cosine of their
 * embeddings (paper, appendix C). The training set is passed through once, so it may be of any
 * size.
 */
public final class NearestTraining {
  private static final int BATCH = 64;

  private final Clip clip;
  private final Preprocessor preprocessor;
  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
  private final float[][] own;
  private final List<Neighbour> best;
  private final List<Pair> waiting = new ArrayList<>();
  private final List<byte[]> levels = new ArrayList<>();

  /**
   * A training picture.
   *
   * @param similarity the cosine, -1 to 1
   * @param picture as the training set knows it
   */
  public record Neighbour(double similarity, String picture) {}

  private NearestTraining(Clip clip, List<EncodedSet> sets) {
    this.clip = clip;
    this.preprocessor = new Preprocessor(clip.preprocessing());
    this.own =
        sets.stream().flatMap(set -> Arrays.stream(set.embeddings())).toArray(float[][]::new);
    this.best = new ArrayList<>(Collections.nCopies(own.length, new Neighbour(-1, "")));
  }

  /**
   * Looks through a training set.
   *
   * @param sets encoded by {@code clip}
   * @return for each set a neighbour of each of its examples
   * @throws IOException if the training set cannot be read; pictures of it that cannot are passed
   *     over
   */
  public static List<List<Neighbour>> of(Clip clip, List<EncodedSet> sets, PairSource training)
      throws IOException {
    NearestTraining search = new NearestTraining(clip, sets);
    try (PairStream stream = training.stream(0, 0)) {
      for (Optional<Pair> pair = stream.next(); pair.isPresent(); pair = stream.next()) {
        search.add(pair.get());
      }
      search.compare();
      return search.bySet(sets);
    }
  }

  private void add(Pair pair) throws IOException {
    Optional<Picture> picture =
        decoder.decode(pair.image().read(), clip.preprocessing().imageSize()).toOptional();
    if (picture.isPresent()) {
      waiting.add(pair);
      levels.add(preprocessor.apply(picture.get()));
    }
    if (waiting.size() == BATCH) {
      compare();
    }
  }

  private void compare() {
    if (waiting.isEmpty()) {
      return;
    }
    try (NDManager scope = clip.newScope()) {
      float[] flat = clip.encodeImages(scope, levels).toFloatArray();
      List<float[]> images = EncodedSet.rows(flat, levels.size());
      for (int i = 0; i < images.size(); i++) {
        compare(images.get(i), waiting.get(i).id());
      }
    }
    waiting.clear();
    levels.clear();
  }

  private void compare(float[] image, String name) {
    for (int i = 0; i < own.length; i++) {
      double cosine = EncodedSet.cosine(own[i], image);
      if (cosine > best.get(i).similarity()) {
        best.set(i, new Neighbour(cosine, name));
      }
    }
  }

  private List<List<Neighbour>> bySet(List<EncodedSet> sets) {
    List<List<Neighbour>> parts = new ArrayList<>();
    int from = 0;
    for (EncodedSet set : sets) {
      parts.add(List.copyOf(best.subList(from, from + set.size())));
      from += set.size();
    }
    return parts;
  }
}
