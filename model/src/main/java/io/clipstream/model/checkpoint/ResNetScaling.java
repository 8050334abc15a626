package io.clipstream.model.checkpoint;

import io.clipstream.model.ModifiedResNet;
import io.clipstream.schemas.SettingException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * RN50 grown to K times its compute, as the paper's x4, x16 and x64 were (section 2.4, after Tan
 * and Le 2019): a third of the exponent goes to depth, a third to width, a third to resolution.
 * Compute is linear in the number of blocks and quadratic in width and side, so blocks grow by
 * K^(1/3), width and side by K^(1/6). The text encoder's width is 8 times the image encoder's, its
 * depth stays.
 *
 * <p>What is rounded how was read off the published configurations: blocks to an even number, width
 * to the nearest multiple of 16, side up to a multiple of the stride 32. How the blocks are shared
 * out between the four stages follows no formula that these show: it stands in a table, and between
 * its rows shares are interpolated along log K.
 */
final class ResNetScaling {
  /** The largest factor: the largest published one. Nothing says how stages go on beyond it. */
  static final int MOST = 64;

  private static final Pattern NAME = Pattern.compile("RN50x([1-9]\\d{0,3})");
  private static final int BLOCKS = 16;
  private static final int WIDTH = 64;
  private static final int SIDE = 224;

  /** Blocks of each stage as published, by the factor. */
  private static final TreeMap<Integer, List<Integer>> STAGES =
      new TreeMap<>(
          Map.of(
              1, List.of(3, 4, 6, 3),
              4, List.of(4, 6, 10, 6),
              16, List.of(6, 8, 18, 8),
              64, List.of(3, 15, 36, 10)));

  private ResNetScaling() {}

  /** Whether a name asks for RN50 at a multiple of its compute. */
  static boolean isAskedFor(String name) {
    return NAME.matcher(name).matches();
  }

  /**
   * The image tower of a name as {@code RN50x8}.
   *
   * @throws SettingException if the factor is not 2 to {@link #MOST}
   */
  static ModifiedResNet tower(String name) {
    Matcher matcher = NAME.matcher(name);
    int factor = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    if (factor < 2 || factor > MOST) {
      throw new SettingException(
          "architecture " + name + ": expected RN50xK with K from 2 to " + MOST);
    }
    double root = Math.pow(factor, 1.0 / 6);
    int width = 16 * (int) Math.round(WIDTH * root / 16);
    // A root that should be whole may come out a little larger.
    int grid = (int) Math.ceil(SIDE * root / ModifiedResNet.STRIDE - 1e-9);
    int blocks = 2 * (int) Math.round(BLOCKS * root * root / 2);
    return new ModifiedResNet(
        grid * ModifiedResNet.STRIDE, width, stages(factor, blocks), width * 32 / 64);
  }

  /** Shares out {@code blocks}; what is left by rounding down goes to the largest remainders. */
  private static List<Integer> stages(int factor, int blocks) {
    double[] wanted = new double[4];
    Integer[] stages = new Integer[4];
    int left = blocks;
    for (int i = 0; i < 4; i++) {
      wanted[i] = blocks * share(factor, i);
      stages[i] = Math.max(1, (int) Math.floor(wanted[i] + 1e-9));
      left -= stages[i];
    }
    for (; left > 0; left--) {
      int most = 0;
      for (int i = 1; i < 4; i++) {
        most = wanted[i] - stages[i] > wanted[most] - stages[most] ? i : most;
      }
      stages[most]++;
    }
    return List.of(stages);
  }

  private static double share(int factor, int stage) {
    int below = STAGES.floorKey(factor);
    int above = STAGES.ceilingKey(factor);
    double there =
        below == above ? 0 : Math.log((double) factor / below) / Math.log((double) above / below);
    return (1 - there) * shareOf(below, stage) + there * shareOf(above, stage);
  }

  private static double shareOf(int published, int stage) {
    List<Integer> stages = STAGES.get(published);
    return (double) stages.get(stage) / stages.stream().mapToInt(n -> n).sum();
  }
}
