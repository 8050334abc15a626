package io.clipstream.model.evaluation;

import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.model.image.Picture;
import io.clipstream.model.image.Preprocessing;
import io.clipstream.model.image.Preprocessor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What can be had without learning: a picture gets the class of the known picture that it is most
 * like. A model that does not beat this has learnt nothing that its pixels do not say.
 */
public final class NearestNeighbours {
  /** How likeness is measured. */
  public enum Likeness {
    /** Squared distance of the colours of 16x16 points. */
    PIXELS(16),
    /** Absolute distance of histograms with 6x6x6 colours. */
    COLOUR_HISTOGRAM(64);

    private final Preprocessor preprocessor;

    Likeness(int side) {
      preprocessor = new Preprocessor(Preprocessing.clip(side));
    }

    private float[] features(Picture picture) {
      byte[] levels = preprocessor.apply(picture);
      return this == PIXELS ? pixels(levels) : histogram(levels);
    }

    private static float[] pixels(byte[] levels) {
      float[] values = new float[levels.length];
      for (int i = 0; i < levels.length; i++) {
        values[i] = levels[i] & 0xff;
      }
      return values;
    }

    private static float[] histogram(byte[] levels) {
      float[] shares = new float[6 * 6 * 6];
      float one = 3f / levels.length;
      for (int i = 0; i < levels.length; i += 3) {
        shares[36 * bin(levels[i]) + 6 * bin(levels[i + 1]) + bin(levels[i + 2])] += one;
      }
      return shares;
    }

    private static int bin(byte level) {
      return 6 * (level & 0xff) / 256;
    }

    private double distance(float[] a, float[] b) {
      double sum = 0;
      for (int i = 0; i < a.length; i++) {
        double difference = a[i] - b[i];
        sum += this == PIXELS ? difference * difference : Math.abs(difference);
      }
      return sum;
    }
  }

  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
  private final List<String> classes = new ArrayList<>();
  private final Map<Likeness, List<float[]>> known = new LinkedHashMap<>();

  public NearestNeighbours() {
    for (Likeness likeness : Likeness.values()) {
      known.put(likeness, new ArrayList<>());
    }
  }

  /** Adds a known picture; one that cannot be read is passed over. */
  public void add(byte[] image, String label) {
    decoder.decode(image).toOptional().ifPresent(picture -> add(picture, label));
  }

  private void add(Picture picture, String label) {
    classes.add(label);
    known.forEach((likeness, all) -> all.add(likeness.features(picture)));
  }

  /** Pictures known. */
  public int size() {
    return classes.size();
  }

  /**
   * The share of a set's pictures that get their class, of those that can be read.
   *
   * @throws IllegalStateException if no picture is known yet
   */
  public Map<Likeness, Double> top1(LabelledSet set) {
    if (classes.isEmpty()) {
      throw new IllegalStateException("no picture is known yet");
    }
    Map<Likeness, Integer> right = new LinkedHashMap<>();
    int readable = 0;
    for (LabelledSet.Example example : set.examples()) {
      Optional<Picture> picture = decoder.read(example.path()).toOptional();
      if (picture.isPresent()) {
        readable++;
        for (Likeness likeness : Likeness.values()) {
          boolean hit = nearest(likeness, picture.get()).equals(example.label());
          right.merge(likeness, hit ? 1 : 0, Integer::sum);
        }
      }
    }
    int n = readable;
    Map<Likeness, Double> shares = new LinkedHashMap<>();
    right.forEach((likeness, count) -> shares.put(likeness, (double) count / n));
    return shares;
  }

  private String nearest(Likeness likeness, Picture picture) {
    float[] own = likeness.features(picture);
    List<float[]> all = known.get(likeness);
    double[] distances =
        IntStream.range(0, all.size())
            .mapToDouble(i -> likeness.distance(own, all.get(i)))
            .toArray();
    int best = 0;
    for (int i = 1; i < distances.length; i++) {
      best = distances[i] < distances[best] ? i : best;
    }
    return classes.get(best);
  }
}
