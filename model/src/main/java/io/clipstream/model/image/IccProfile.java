package io.clipstream.model.image;

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

/** Brings colours that an embedded ICC profile describes to sRGB. */
final class IccProfile {
  private static final int RGB_SPACE = 0x52474220; // "RGB "
  private static final int HEADER = 128;

  private IccProfile() {}

  /** The picture in sRGB; as it is where there is no profile, or none that can be used. */
  static Picture toSrgb(Picture picture, byte[] profile) {
    if (profile == null || profile.length < HEADER + 4) {
      return picture;
    }
    Bytes bytes = Bytes.of(profile, java.nio.ByteOrder.BIG_ENDIAN);
    if (bytes.u32(16) != RGB_SPACE || isSrgb(bytes)) {
      return picture; // a gray profile's curve is close to sRGB's, and few are honest
    }
    try {
      return convert(picture, ICC_Profile.getInstance(profile));
    } catch (RuntimeException unusable) {
      return picture; // the reference pipeline does not look at profiles at all
    }
  }

  private static boolean isSrgb(Bytes profile) {
    byte[] content = profile.copy(0, profile.length());
    String text = new String(content, java.nio.charset.StandardCharsets.ISO_8859_1);
    return text.contains("sRGB") || text.contains("s\0R\0G\0B");
  }

  private static Picture convert(Picture picture, ICC_Profile profile) {
    int width = picture.width();
    int height = picture.height();
    int[] source = picture.argb();
    int[] target = new int[source.length];
    BufferedImage from = image(new ICC_ColorSpace(profile), source, width, height);
    BufferedImage to = image(ColorSpace.getInstance(ColorSpace.CS_sRGB), target, width, height);
    new ColorConvertOp(null).filter(from, to);
    for (int i = 0; i < target.length; i++) {
      target[i] = source[i] & 0xff000000 | target[i] & 0xffffff;
    }
    return new Picture(width, height, target);
  }

  private static BufferedImage image(ColorSpace space, int[] pixels, int width, int height) {
    DirectColorModel model =
        new DirectColorModel(space, 24, 0xff0000, 0xff00, 0xff, 0, false, DataBuffer.TYPE_INT);
    WritableRaster raster =
        Raster.createPackedRaster(
            new DataBufferInt(pixels, pixels.length),
            width,
            height,
            width,
            new int[] {0xff0000, 0xff00, 0xff},
            null);
    return new BufferedImage(model, raster, false, null);
  }
}
