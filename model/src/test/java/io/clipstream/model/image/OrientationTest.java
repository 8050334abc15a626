package io.clipstream.model.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrientationTest {
  /** Stored as rows "ab", "cd", "ef"; shown as the orientation says. */
  @ParameterizedTest
  @CsvSource({
    "1, ab/cd/ef", "2, ba/dc/fe", "3, fe/dc/ba", "4, ef/cd/ab",
    "5, ace/bdf", "6, eca/fdb", "7, fdb/eca", "8, bdf/ace",
    "0, ab/cd/ef", "9, ab/cd/ef",
  })
  void everyOrientationTurnsThePictureUpright(int orientation, String shown) {
    int[] stored = "abcdef".chars().toArray();
    Picture upright = Canvas.upright(new Picture(2, 3, stored), orientation);
    assertThat(upright.width()).isEqualTo(shown.indexOf('/'));
    assertThat(upright.argb()).isEqualTo(shown.replace("/", "").chars().toArray());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void jpegPngWebpAndTiffAreTurnedByTheirOwnFields(int orientation) {
    byte[] exif = Samples.exif(orientation);
    byte[] app1 = Samples.joined(Samples.ascii("Exif\0\0"), exif);
    byte[] plain = Samples.ofEveryFormat().get("jpeg-baseline");
    assertTurned(plain, Samples.withSegment(plain, 0xe1, app1), orientation);

    byte[] rows = {0, 1, 2, 3, 0, 4, 5, 6};
    byte[] png = Samples.png(3, 2, 8, 0, new byte[0], rows);
    byte[] chunk = Samples.pngChunk("eXIf", exif);
    assertTurned(png, Samples.png(3, 2, 8, 0, chunk, rows), orientation);

    byte[] webp = Samples.alphaWebp(30, 20, 9);
    byte[] body =
        Samples.joined(Arrays.copyOfRange(webp, 12, webp.length), Samples.chunk("EXIF", exif));
    assertTurned(webp, Samples.riff(body), orientation);

    assertTurned(tiff(1), tiff(orientation), orientation);
  }

  @ParameterizedTest
  @CsvSource({
    "3, 6, 6",
    "4, 6, 6",
    "8, 6, 6",
    "9, 6, 6",
    "4, 65542, 1",
    "4, 9, 1",
    "4, -6, 1",
    "2, 6, 1",
    "5, 6, 1"
  })
  void theFieldIsReadByItsTypeInBothByteOrders(int type, int value, int orientation) {
    for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
      ByteBuffer block = ByteBuffer.allocate(26).order(order);
      block.put(Samples.ascii(order == ByteOrder.BIG_ENDIAN ? "MM" : "II")).putShort((short) 42);
      block.putInt(8).putShort((short) 1).putShort((short) 0x112).putShort((short) type).putInt(1);
      if (type == 3 || type == 8) {
        block.putShort((short) value);
      } else {
        block.putInt(value);
      }
      byte[] plain = Samples.ofEveryFormat().get("jpeg-baseline");
      byte[] app1 = Samples.joined(Samples.ascii("Exif\0\0"), block.array());
      assertTurned(plain, Samples.withSegment(plain, 0xe1, app1), orientation);
    }
  }

  @Test
  void damagedExifIsNoReasonToReject() {
    byte[] plain = Samples.ofEveryFormat().get("jpeg-baseline");
    byte[] exif = Samples.exif(6);
    for (int length = 0; length < exif.length - 8; length++) {
      byte[] app1 = Samples.joined(Samples.ascii("Exif\0\0"), Arrays.copyOf(exif, length));
      assertTurned(plain, Samples.withSegment(plain, 0xe1, app1), 1);
    }
  }

  @Test
  void sourceSidesTurnWithThePicture() {
    Picture turned = Canvas.upright(new Picture(2, 1, new int[2], 16, 8), 6);
    assertThat(turned.sourceWidth()).isEqualTo(8);
    assertThat(turned.sourceHeight()).isEqualTo(16);
  }

  private static void assertTurned(byte[] plain, byte[] tagged, int orientation) {
    Picture expected = Canvas.upright(Pictures.decoded(plain), orientation);
    Picture actual = Pictures.decoded(tagged);
    assertThat(actual.width()).isEqualTo(expected.width());
    assertThat(actual.argb()).isEqualTo(expected.argb());
  }

  private static byte[] tiff(int orientation) {
    int[][] tags = {
      {256, 3},
      {257, 2},
      {258, 8},
      {259, 1},
      {262, 1},
      {273, 200},
      {274, orientation},
      {277, 1},
      {278, 2},
      {279, 6},
    };
    ByteBuffer tiff = ByteBuffer.allocate(206);
    tiff.put(Samples.ascii("MM\0*")).putInt(8).putShort((short) tags.length);
    for (int[] tag : tags) {
      tiff.putShort((short) tag[0]).putShort((short) 4).putInt(1).putInt(tag[1]);
    }
    tiff.position(200).put(new byte[] {10, 20, 30, 40, 50, 60});
    return tiff.array();
  }
}
