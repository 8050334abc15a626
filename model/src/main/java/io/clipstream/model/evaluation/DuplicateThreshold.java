package io.clipstream.model.evaluation;

import io.clipstream.model.Clip;
import java.util.Arrays;

/**
 * From which similarity on two pictures count as the same. The paper sets a threshold by hand for
 * each set, high enough that what is found is a duplicate (appendix C). Here it is the higher of
 *
 * <ul>
 *   <li>the similarity that nine in ten altered copies of the set's pictures reach
 *   <li>the similarity that one in twenty of its pictures reaches with one of another class, which
 *       is no duplicate
 * </ul>
 */
public final class DuplicateThreshold {
  /** Share of altered copies that may be missed. */
  private static final double MISSED = 0.1;

  /** Share of pictures that may be taken for another one. */
  private static final double MISTAKEN = 0.05;

  private static final int PICTURES = 256;

  private DuplicateThreshold() {}

  /** The threshold for a set, as this model sees it. */
  public static double of(Clip clip, EncodedSet set) {
    return of(AlteredCopies.similarities(clip, set), others(set));
  }

  /**
   * @param copies similarities of pictures and their altered copies, ascending
   * @param others similarities of pictures and the nearest of another class, ascending
   */
  static double of(double[] copies, double[] others) {
    double found = copies.length == 0 ? 1 : copies[(int) (MISSED * (copies.length - 1))];
    double mistaken =
        others.length == 0 ? -1 : others[(int) Math.ceil((1 - MISTAKEN) * (others.length - 1))];
    return Math.max(found, mistaken);
  }

  /** Of some pictures and the nearest of another class, ascending. */
  private static double[] others(EncodedSet set) {
    int step = Math.max(1, set.size() / PICTURES);
    double[] nearest = new double[(set.size() + step - 1) / step];
    for (int i = 0; i < nearest.length; i++) {
      nearest[i] = nearestOther(set, i * step);
    }
    Arrays.sort(nearest);
    return nearest;
  }

  private static double nearestOther(EncodedSet set, int picture) {
    String own = set.examples().get(picture).label();
    double nearest = -1;
    for (int i = 0; i < set.size(); i++) {
      if (!set.examples().get(i).label().equals(own)) {
        nearest =
            Math.max(nearest, EncodedSet.cosine(set.embeddings()[picture], set.embeddings()[i]));
      }
    }
    return nearest;
  }
}
