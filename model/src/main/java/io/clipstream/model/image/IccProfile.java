package io.clipstream.model.image;

import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferInt;
import java.awt.image.DirectColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/** Brings colours that an embedded ICC profile describes to sRGB. */
final class IccProfile {
  private static final int RGB_SPACE = 0x52474220; // "RGB " (ICC.1, 7.2.6)
  private static final int HEADER = 128;
  private static final int REMEMBERED = 8;

  /** RGB profiles take a few kB; those with big tables a few hundred. */
  private static final int MOST_BYTES = 1 << 20;

  /** Pictures of one camera share a profile, and setting a conversion up takes milliseconds. */
  private static final Map<ByteBuffer, ColourCube> CUBES =
      new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, ColourCube> eldest) {
          return size() > REMEMBERED;
        }
      };

  private IccProfile() {}

  /** The picture in sRGB; as it is where there is no profile, or none that can be used. */
  static Picture toSrgb(Picture picture, byte[] profile) {
    if (profile == null || profile.length < HEADER || profile.length > MOST_BYTES) {
      return picture;
    }
    if (Bytes.of(profile, ByteOrder.BIG_ENDIAN).u32(16) != RGB_SPACE) {
      return picture; // gray profiles are close to sRGB's curve, and CMYK is the reader's affair
    }
    cube(profile).apply(picture.argb());
    return picture;
  }

  private static ColourCube cube(byte[] profile) {
    ByteBuffer key = ByteBuffer.wrap(profile);
    synchronized (CUBES) {
      return CUBES.computeIfAbsent(key, ignored -> build(profile));
    }
  }

  /** A broken profile changes nothing: the reference pipeline does not look at profiles at all. */
  private static ColourCube build(byte[] profile) {
    try {
      int[] grid = ColourCube.grid();
      int[] converted = convert(grid, new ICC_ColorSpace(ICC_Profile.getInstance(profile)));
      return ColourCube.of(grid, converted);
    } catch (IllegalArgumentException | CMMException unusable) {
      return ColourCube.IDENTITY;
    }
  }

  private static int[] convert(int[] pixels, ColorSpace space) {
    int[] target = new int[pixels.length];
    BufferedImage from = row(space, pixels);
    BufferedImage to = row(ColorSpace.getInstance(ColorSpace.CS_sRGB), target);
    new ColorConvertOp(null).filter(from, to);
    return target;
  }

  private static BufferedImage row(ColorSpace space, int[] pixels) {
    int[] masks = {0xff0000, 0xff00, 0xff};
    DirectColorModel model =
        new DirectColorModel(
            space, 24, masks[0], masks[1], masks[2], 0, false, DataBuffer.TYPE_INT);
    WritableRaster raster =
        Raster.createPackedRaster(
            new DataBufferInt(pixels, pixels.length), pixels.length, 1, pixels.length, masks, null);
    return new BufferedImage(model, raster, false, null);
  }
}
