package io.clipstream.model.evaluation;

import ai.djl.ndarray.NDManager;
import io.clipstream.model.Clip;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.model.training.data.Augmentation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How like a picture the same picture is to a model after what copies suffer on their way: a crop,
 * a stretch, other colours. The paper's detector was trained on such copies (appendix C).
 */
public final class AlteredCopies {
  private static final int PICTURES = 256;
  private static final int BATCH = 64;

  /** Crops of at least 80 % of the area, sides stretched by 10 %, colours changed by 20 %. */
  private static final Augmentation CHANGE =
      new Augmentation(0.8, 1, 1.1, 0, 0, 0, 0.2, 0.2, 0.2, 5, 0, 0.2, 0, 0);

  private AlteredCopies() {}

  /**
   * The cosines of pictures and their altered copies, of 256 pictures of the set at most,
   * ascending.
   */
  public static double[] similarities(Clip clip, EncodedSet set) {
    int step = Math.max(1, set.size() / PICTURES);
    SplittableRandom random = new SplittableRandom(1);
    List<Integer> chosen = new ArrayList<>();
    List<byte[]> copies = new ArrayList<>();
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    int side = clip.preprocessing().imageSize();
    for (int i = 0; i < set.size(); i += step) {
      int index = i;
      decoder
          .read(set.examples().get(i).path(), side)
          .toOptional()
          .ifPresent(
              picture -> {
                byte[] planar = new byte[3 * side * side];
                CHANGE.apply(picture, false, side, random, planar, 0);
                chosen.add(index);
                copies.add(interleaved(planar));
              });
    }
    double[] cosines = new double[chosen.size()];
    for (int from = 0; from < cosines.length; from += BATCH) {
      List<byte[]> batch = copies.subList(from, Math.min(from + BATCH, cosines.length));
      try (NDManager scope = clip.newScope()) {
        float[] flat = clip.encodeImages(scope, batch).toFloatArray();
        List<float[]> rows = EncodedSet.rows(flat, batch.size());
        for (int i = 0; i < rows.size(); i++) {
          cosines[from + i] =
              EncodedSet.cosine(set.embeddings()[chosen.get(from + i)], rows.get(i));
        }
      }
    }
    Arrays.sort(cosines);
    return cosines;
  }

  private static byte[] interleaved(byte[] planar) {
    int plane = planar.length / 3;
    byte[] rgb = new byte[planar.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = planar[i % 3 * plane + i / 3];
    }
    return rgb;
  }
}
