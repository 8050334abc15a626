package io.clipstream.model.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.clipstream.model.image.Picture;
import io.clipstream.schemas.SettingException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final Augmentation WHOLE = Augmentation.crop(1, 1);

  private static byte[] apply(Augmentation augmentation, Picture picture, int side, long seed) {
    byte[] planar = new byte[3 * side * side];
    augmentation.apply(picture, true, side, new SplittableRandom(seed), planar, 0);
    return planar;
  }

  private static int level(byte[] planar, int side, int channel, int x, int y) {
    return planar[(channel * side + y) * side + x] & 0xff;
  }

  /** Red grows to the right, green downwards. */
  private static Picture gradient(int side) {
    int[] argb = new int[side * side];
    for (int i = 0; i < argb.length; i++) {
      int red = i % side * 255 / (side - 1);
      int green = i / side * 255 / (side - 1);
      argb[i] = 0xff000000 | red << 16 | green << 8 | 0x55;
    }
    return new Picture(side, side, argb);
  }

  @Test
  void theWholePictureAtItsOwnSizeIsUnchanged() {
    byte[] planar = apply(WHOLE, gradient(16), 16, 1);

    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 16; x++) {
        assertThat(level(planar, 16, 0, x, y)).isEqualTo(x * 255 / 15);
        assertThat(level(planar, 16, 1, x, y)).isEqualTo(y * 255 / 15);
        assertThat(level(planar, 16, 2, x, y)).isEqualTo(0x55);
      }
    }
  }

  @Test
  void shrinkingAveragesInsteadOfPickingPixels() {
    int[] board = new int[96 * 96];
    for (int i = 0; i < board.length; i++) {
      board[i] = (i % 96 + i / 96) % 2 == 0 ? 0xff000000 : 0xffffffff;
    }

    for (int side : new int[] {16, 32, 48}) {
      byte[] planar = apply(WHOLE, new Picture(96, 96, board), side, 1);
      for (byte value : planar) {
        assertThat(value & 0xff).isCloseTo(128, within(40));
      }
    }
  }

  @Test
  void shrinkingKeepsTheMeanOfEveryPart() {
    for (int side : new int[] {8, 20, 31, 60}) {
      byte[] planar = apply(WHOLE, gradient(64), side, 1);
      for (int x = 0; x < side; x++) {
        double expected = (x + 0.5) / side * 64 - 0.5;
        assertThat((double) level(planar, side, 0, x, side / 2))
            .isCloseTo(expected / 63 * 255, within(4.0));
      }
    }
  }

  @Test
  void theCropIsASquareInsideThePicture() {
    int[] argb = new int[40 * 10];
    Arrays.setAll(argb, i -> 0xff000000 | i % 40 * 6);
    Picture wide = new Picture(40, 10, argb);

    for (int seed = 0; seed < 50; seed++) {
      byte[] planar = apply(Augmentation.PAPER, wide, 10, seed);
      int across = level(planar, 10, 2, 9, 5) - level(planar, 10, 2, 0, 5);
      assertThat(across).isBetween(45, 56);
    }
  }

  @Test
  void transparentPartsShowWhiteOrAColour() {
    Picture clear = new Picture(8, 8, new int[64]);
    Augmentation coloured = new Augmentation(1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    assertThat(apply(WHOLE, clear, 8, 3)).containsOnly(255);
    byte[] planar = apply(coloured, clear, 8, 3);
    assertThat(planar).isNotEqualTo(apply(coloured, clear, 8, 4));
    for (int channel = 0; channel < 3; channel++) {
      assertThat(Arrays.copyOfRange(planar, channel * 64, channel * 64 + 64))
          .containsOnly(planar[channel * 64]);
    }
  }

  @Test
  void aScaleAboveOneShowsThePictureSmallerOnItsBackground() {
    int[] black = new int[64 * 64];
    Arrays.fill(black, 0xff000000);

    byte[] planar = apply(Augmentation.crop(4, 4), new Picture(64, 64, black), 32, 1);

    long dark = 0;
    for (int i = 0; i < 32 * 32; i++) {
      dark += (planar[i] & 0xff) < 128 ? 1 : 0;
    }
    assertThat(dark).isBetween(15L * 15, 17L * 17);
  }

  @Test
  void aMirrorSwapsSidesUnlessTheCaptionForbidsIt() {
    Augmentation flip = new Augmentation(1, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    byte[] forbidden = new byte[3 * 16 * 16];

    byte[] mirrored = apply(flip, gradient(16), 16, 1);
    flip.apply(gradient(16), false, 16, new SplittableRandom(1), forbidden, 0);

    assertThat(level(mirrored, 16, 0, 0, 3)).isEqualTo(255);
    assertThat(level(mirrored, 16, 1, 0, 3)).isEqualTo(3 * 255 / 15);
    assertThat(level(forbidden, 16, 0, 0, 3)).isZero();
  }

  @Test
  void captionsOfSidesClocksAndArrowsForbidAMirror() {
    assertThat(Mirroring.isSafe(List.of("red apple", "apple, fruit"))).isTrue();
    assertThat(Mirroring.isSafe(List.of("bright light", "copyrighted"))).isTrue();
    for (String sided : List.of("left-facing fist", "five o’clock", "BACK arrow", "keycap: 5")) {
      assertThat(Mirroring.isSafe(List.of("fine", sided))).as(sided).isFalse();
    }
  }

  @Test
  void aFullTurnOfRotationStaysWithinTheAngle() {
    Augmentation turn = new Augmentation(1, 1, 1, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0);

    for (int seed = 0; seed < 20; seed++) {
      byte[] planar = apply(turn, gradient(64), 64, seed);
      assertThat(level(planar, 64, 0, 32, 32)).isCloseTo(129, within(6));
      int rise = level(planar, 64, 0, 48, 32) - level(planar, 64, 0, 16, 32);
      assertThat(rise).isBetween((int) (129 * Math.cos(Math.toRadians(10))) - 3, 132);
    }
  }

  @Test
  void grayscaleLosesColourAndKeepsBrightness() {
    Augmentation gray = new Augmentation(1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0);

    byte[] planar = apply(gray, gradient(16), 16, 1);

    int expected = (int) Math.round(0.299 * 85 + 0.587 * 119 + 0.114 * 0x55);
    for (int channel = 0; channel < 3; channel++) {
      assertThat(level(planar, 16, channel, 5, 7)).isCloseTo(expected, within(1));
    }
  }

  @Test
  void colourChangesLeaveGrayPixelsGray() {
    int[] argb = new int[64];
    Arrays.setAll(argb, i -> 0xff000000 | i * 3 * 0x10101);
    Augmentation jitter = new Augmentation(1, 1, 1, 0, 0, 0, 0.2, 0.2, 1, 180, 0, 0, 0, 0);

    for (int seed = 0; seed < 20; seed++) {
      byte[] planar = apply(jitter, new Picture(8, 8, argb), 8, seed);
      for (int i = 0; i < 64; i++) {
        assertThat(planar[i] & 0xff).isCloseTo(planar[64 + i] & 0xff, within(1));
        assertThat(planar[i] & 0xff).isCloseTo(planar[128 + i] & 0xff, within(1));
      }
    }
  }

  @Test
  void blurKeepsTheMeanAndErasingCoversARectangle() {
    Augmentation blur = new Augmentation(1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0);
    Augmentation erase = new Augmentation(1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0);
    byte[] plain = apply(WHOLE, gradient(32), 32, 2);

    byte[] blurred = apply(blur, gradient(32), 32, 2);
    byte[] erased = apply(erase, gradient(32), 32, 2);

    assertThat(blurred).isNotEqualTo(plain);
    assertThat(mean(blurred)).isCloseTo(mean(plain), within(1.5));
    long changed = 0;
    for (int i = 0; i < 32 * 32; i++) {
      changed += erased[i] != plain[i] ? 1 : 0;
    }
    assertThat(changed).isBetween(1L, 16L * 16);
  }

  private static double mean(byte[] planar) {
    double sum = 0;
    for (byte value : planar) {
      sum += value & 0xff;
    }
    return sum / planar.length;
  }

  @Test
  void everythingTogetherFollowsFromTheSeedAlone() {
    for (int side : new int[] {1, 7, 32}) {
      for (int seed = 0; seed < 30; seed++) {
        byte[] once = apply(Augmentation.SMALL_SET, gradient(20), side, seed);
        assertThat(apply(Augmentation.SMALL_SET, gradient(20), side, seed)).isEqualTo(once);
      }
    }
    Picture thin = new Picture(300, 1, new int[300]);
    assertThat(apply(Augmentation.SMALL_SET, thin, 16, 1)).hasSize(3 * 16 * 16);
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> Augmentation.crop(0, 1))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("crop scale is 0.0 to 1.0");
    assertThatThrownBy(() -> Augmentation.crop(0.9, 0.5)).isInstanceOf(SettingException.class);
    assertThatThrownBy(() -> new Augmentation(1, 1, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0))
        .isInstanceOf(SettingException.class);
    assertThatThrownBy(() -> new Augmentation(1, 1, 1, 0, 0, Double.NaN, 0, 0, 0, 0, 0, 0, 0, 0))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("rotation is NaN");
  }
}
