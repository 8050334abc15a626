package io.clipstream.model.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Own conversion of matrix profiles, held against the platform's. */
class IccProfileTest {
  /** Display P3's colorants, adapted to D50 (SMPTE EG 432-1). */
  private static final double[][] P3 = {
    {0.51512, 0.2412, -0.00105}, {0.29198, 0.69225, 0.04189}, {0.1571, 0.06657, 0.78407}
  };

  private static final double[][] SRGB = {
    {0.43607, 0.22249, 0.01392}, {0.38515, 0.71687, 0.09708}, {0.14307, 0.06061, 0.7141}
  };

  @Test
  void wideGamutComesOutAsThePlatformHasIt() {
    byte[] profile = profile(P3, parametric(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045));
    ICC_ColorSpace platform = new ICC_ColorSpace(ICC_Profile.getInstance(profile));
    Random random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      int pixel = random.nextInt(1 << 24);
      int actual = converted(profile, pixel);
      float[] levels = {
        (pixel >> 16 & 255) / 255f, (pixel >> 8 & 255) / 255f, (pixel & 255) / 255f
      };
      float[] expected = platform.toRGB(levels);
      for (int c = 0; c < 3; c++) {
        assertThat(actual >> (16 - 8 * c) & 255)
            .isBetween(Math.round(255 * expected[c]) - 2, Math.round(255 * expected[c]) + 2);
      }
    }
  }

  @Test
  void sampledCurvesAndExponentsComeOutAsThePlatformHasThem() {
    ByteBuffer table = ByteBuffer.allocate(12 + 2 * 1024).put(Samples.ascii("curv"));
    table.putInt(0).putInt(1024);
    for (int i = 0; i < 1024; i++) {
      table.putShort((short) Math.round(65_535 * Math.pow(i / 1023.0, 1.8)));
    }
    byte[] exponent =
        ByteBuffer.allocate(14)
            .put(Samples.ascii("curv"))
            .putInt(0)
            .putInt(1)
            .putShort((short) 461)
            .array(); // 1.8 in 256ths
    for (int pixel : new int[] {0, 0xffffff, 0x808080, 0x102030, 0xf01040}) {
      int sampled = converted(profile(SRGB, table.array()), pixel);
      int powered = converted(profile(SRGB, exponent), pixel);
      for (int shift = 0; shift <= 16; shift += 8) {
        assertThat(sampled >> shift & 255)
            .isBetween((powered >> shift & 255) - 1, (powered >> shift & 255) + 1);
      }
    }
    assertThat(converted(profile(SRGB, exponent), 0x808080) & 255).isBetween(0x90, 0x98);
  }

  @Test
  void srgbUnderAnotherNameChangesNothing() {
    byte[] profile = profile(SRGB, parametric(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045));
    int[] pixels = new Random(4).ints(1_000).toArray();
    Picture picture = new Picture(1_000, 1, pixels.clone());
    IccProfile.toSrgb(picture, profile, ImageLimits.DEFAULT.budget(0));
    assertThat(picture.argb()).isEqualTo(pixels);
  }

  @Test
  void damagedProfilesChangeNothing() {
    byte[] profile = profile(P3, parametric(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045));
    int[] pixels = new Random(4).ints(100).toArray();
    for (int length = 0; length < profile.length; length += 7) {
      Picture picture = new Picture(100, 1, pixels.clone());
      IccProfile.toSrgb(picture, Arrays.copyOf(profile, length), ImageLimits.DEFAULT.budget(0));
      assertThat(picture.argb()).isEqualTo(pixels);
    }
  }

  private static int converted(byte[] profile, int pixel) {
    Picture picture = new Picture(1, 1, new int[] {pixel});
    IccProfile.toSrgb(picture, profile, ImageLimits.DEFAULT.budget(0));
    return picture.argb()[0];
  }

  private static byte[] parametric(double... numbers) {
    ByteBuffer tag = ByteBuffer.allocate(12 + 4 * numbers.length).put(Samples.ascii("para"));
    tag.putInt(0).putShort((short) 3).putShort((short) 0);
    for (double number : numbers) {
      tag.putInt((int) Math.round(number * 65_536));
    }
    return tag.array();
  }

  /** A display's profile (ICC.1) of a matrix and one curve for all channels. */
  private static byte[] profile(double[][] colorants, byte[] curve) {
    int curveAt = 128 + 4 + 12 * 6 + 3 * 20;
    ByteBuffer profile = ByteBuffer.allocate((curveAt + curve.length + 3) & ~3);
    profile.putInt(0, profile.capacity()).putInt(8, 0x02400000);
    profile.position(12).put(Samples.ascii("mntrRGB XYZ ")).position(36).put(Samples.ascii("acsp"));
    profile.putInt(68, 0xf6d6).putInt(72, 0x10000).putInt(76, 0xd32d).position(128);
    profile.putInt(6);
    for (int c = 0; c < 3; c++) {
      profile.put(Samples.ascii("rgb".charAt(c) + "XYZ")).putInt(204 + 20 * c).putInt(20);
    }
    for (int c = 0; c < 3; c++) {
      profile.put(Samples.ascii("rgb".charAt(c) + "TRC")).putInt(curveAt).putInt(curve.length);
    }
    for (double[] colorant : colorants) {
      profile.put(Samples.ascii("XYZ ")).putInt(0);
      for (double value : colorant) {
        profile.putInt((int) Math.round(value * 65_536));
      }
    }
    return profile.put(curve).array();
  }
}
