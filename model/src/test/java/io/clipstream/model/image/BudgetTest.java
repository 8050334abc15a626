package io.clipstream.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.clipstream.model.image.DecodeResult.Decoded;
import io.clipstream.model.image.DecodeResult.Rejected;
import io.clipstream.model.image.cost.SharedMemory;
import io.clipstream.model.image.jpeg.JpegEngine;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.imageio.IIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The largest and the most laborious pictures cost what they may, and flat ones decode. */
class BudgetTest {
  private static final int SIDE = 7_000; // 49 million pixels

  /** Decodes what a slow processor has no time for. */
  private static final ImageDecoder PATIENT =
      new ImageDecoder(ImageLimits.DEFAULT.withTime(Duration.ofMinutes(1)));

  static Stream<Map.Entry<String, byte[]>> heaviest() {
    Map<String, byte[]> pictures = new LinkedHashMap<>();
    pictures.put("png", Heavy.png(SIDE, SIDE, 8, 2, 0));
    pictures.put("png, interlaced", Heavy.png(SIDE, SIDE, 8, 6, 1));
    pictures.put("png, 16 bits", Heavy.png(SIDE, SIDE, 16, 6, 1));
    pictures.put("png, narrow", Heavy.png(1, 16_384, 1, 0, 1));
    pictures.put("gif", Heavy.gif(SIDE, SIDE));
    pictures.put("bmp, run-length", Heavy.bmp(SIDE, SIDE));
    pictures.put("webp, lossless", Samples.losslessWebp(SIDE, SIDE, 0xff336699));
    pictures.put("webp, lossy", Samples.lossyWebp(SIDE, SIDE));
    pictures.put("webp, alpha", Samples.alphaWebp(SIDE, SIDE, 0x40));
    pictures.put(
        "jpeg, scans of many pixels", Heavy.jpegOfScans(Heavy.jpeg(4_000, 4_000, true), 100));
    pictures.put(
        "jpeg, scans below the limit", Heavy.jpegOfScans(Heavy.jpeg(4_000, 4_000, true), 30));
    pictures.put("jpeg, progressive", Heavy.jpeg(SIDE, SIDE, true));
    pictures.put("jpeg, colour", Heavy.colourJpeg(7_000, 5_200, false));
    pictures.put("jpeg, progressive colour", Heavy.colourJpeg(5_000, 5_000, true));
    pictures.put("jpeg, turned", Heavy.turned(Heavy.jpeg(SIDE, SIDE, false)));
    pictures.put("tiff", Heavy.tiff(SIDE, SIDE));
    pictures.put("tiff, colour", Heavy.tiffOfTiles(5_008, 5_008, 3, 0));
    pictures.put("tiff, many tiles", Heavy.tiffOfTiles(4_096, 16, 1, 0));
    pictures.put("tiff, fewer tiles", Heavy.tiffOfTiles(1_600, 16, 1, 0));
    pictures.put("tiff, JPEGs", Heavy.tiffOfTiles(4_096, 64, 1, 7));
    return pictures.entrySet().stream();
  }

  @ParameterizedTest
  @MethodSource("heaviest")
  void theHeaviestPicturesOfEveryFormatKeepToTheBudget(Map.Entry<String, byte[]> picture)
      throws IOException {
    assertThat(picture.getValue().length).isLessThan(4 << 20);
    for (int side : new int[] {224, 0}) {
      Cost.Of<DecodeResult> result =
          Cost.of(() -> Pictures.DECODER.decode(picture.getValue(), side));
      System.out.println(picture.getKey() + ": " + result.cost() + ", " + said(result.value()));
      result.cost().assertWithinBudget(picture.getKey());
      if (result.value() instanceof Rejected rejected) {
        assertThat(rejected.reason()).isEqualTo(RejectReason.TOO_LARGE);
      }
    }
  }

  private static String said(DecodeResult result) {
    return result instanceof Rejected rejected ? rejected.toString() : "a picture";
  }

  static Stream<Map.Entry<String, byte[]>> flat() {
    Map<String, byte[]> pictures = new LinkedHashMap<>();
    pictures.put("png", Heavy.png(4_000, 3_000, 8, 2, 0));
    pictures.put("png, a bit a pixel", Heavy.png(4_000, 3_000, 1, 0, 0));
    pictures.put("gif", Heavy.gif(4_000, 3_000));
    pictures.put("bmp", Heavy.bmp(4_000, 3_000));
    pictures.put("webp, lossless", Samples.losslessWebp(4_000, 3_000, 0xff336699));
    pictures.put("webp, lossy", Samples.lossyWebp(4_000, 3_000));
    pictures.put("jpeg", Heavy.jpeg(4_000, 3_000, false));
    pictures.put("jpeg, progressive", Heavy.jpeg(4_000, 3_000, true));
    pictures.put("tiff", Heavy.tiff(4_000, 3_000));
    return pictures.entrySet().stream();
  }

  @ParameterizedTest
  @MethodSource("flat")
  void picturesOfOneColourDecodeHoweverSmallTheirFiles(Map.Entry<String, byte[]> picture) {
    for (int side : new int[] {224, 0}) {
      Picture decoded = Pictures.decoded(PATIENT.decode(picture.getValue(), side));
      assertThat(decoded.sourceWidth()).isEqualTo(4_000);
      assertThat(Arrays.stream(decoded.argb()).distinct().count()).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void aProgressivePhotographIsDecodedAtFullSizeWithoutGarbageForEachScan() throws IOException {
    byte[] jpeg = Heavy.colourJpeg(4_000, 3_000, true);
    Cost.Of<DecodeResult> result = Cost.of(() -> PATIENT.decode(jpeg));
    assertThat(result.value()).isInstanceOf(Decoded.class);
    assertThat(result.cost().allocated()).isLessThan(8L * 4_000 * 3_000);
  }

  @Test
  void scansAreLimitedWhereEachBringsOutAllPixels() {
    byte[] jpeg = Heavy.jpegOfScans(Heavy.colourJpeg(4_000, 3_000, true), 42);
    DecodeResult full = PATIENT.decode(jpeg);
    assertThat(ImageDecoderTest.reason(full)).isEqualTo(RejectReason.TOO_LARGE);
    assertThat(((Rejected) full).message()).contains("at full size");
    assertThat(PATIENT.decode(jpeg, 224)).isInstanceOf(Decoded.class);
  }

  @Test
  void aPictureThatTakesLongerThanItMayIsTooLargeAndSaysSo() {
    ImageDecoder hasty = new ImageDecoder(ImageLimits.DEFAULT.withTime(Duration.ofNanos(1)));
    for (byte[] picture : Samples.ofEveryFormat().values()) {
      assertThat(hasty.decode(picture))
          .isEqualTo(new Rejected(RejectReason.TOO_LARGE, "decoding takes longer than 0 ms"));
    }
  }

  @Test
  void aPictureThatTakesMoreMemoryThanItMayIsTooLargeAndSaysSo() {
    ImageDecoder poor = new ImageDecoder(ImageLimits.DEFAULT.withMemory(5_000));
    Samples.ofEveryFormat()
        .forEach(
            (name, picture) -> {
              DecodeResult result = poor.decode(picture);
              assertThat(ImageDecoderTest.reason(result))
                  .as(name)
                  .isEqualTo(RejectReason.TOO_LARGE);
              assertThat(((Rejected) result).message()).as(name).contains("limit is 1 MiB");
            });
  }

  @Test
  void pictureFilesAboveFourMebibytesMayTakeMemoryWithTheirSize() {
    assertThat(ImageLimits.DEFAULT.budget(4 << 20)).satisfies(b -> b.reserve(256 << 20));
    assertThat(ImageLimits.DEFAULT.budget(32 << 20)).satisfies(b -> b.reserve(800L << 20));
    assertThatExceptionOfType(RuntimeException.class)
        .isThrownBy(() -> ImageLimits.DEFAULT.budget(4 << 20).reserve(257 << 20));
  }

  @Test
  void anyNumberOfThreadsShareTheMemoryAndAllGetTheirPictures() throws Exception {
    byte[] png = Heavy.png(500, 500, 8, 2, 0); // takes above a megabyte
    SharedMemory memory = new SharedMemory(3 << 20);
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT, memory, JpegEngine.chosen());
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Callable<Boolean> decode =
        () ->
            decoder.decode(
                png,
                0,
                result -> {
                  most.accumulateAndGet(now.incrementAndGet(), Math::max);
                  now.decrementAndGet();
                  return result instanceof Decoded;
                });
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      for (var result : threads.invokeAll(Collections.nCopies(200, decode))) {
        assertThat(result.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(most.get()).isBetween(1, 2);
  }

  @Test
  void aPictureThatNeverFitsTheSharedMemoryIsTooLarge() {
    ImageDecoder decoder =
        new ImageDecoder(ImageLimits.DEFAULT, new SharedMemory(1 << 20), JpegEngine.chosen());
    DecodeResult result = decoder.decode(Heavy.png(1_000, 1_000, 8, 2, 0));
    assertThat(ImageDecoderTest.reason(result)).isEqualTo(RejectReason.TOO_LARGE);
    assertThat(((Rejected) result).message()).contains("half of the heap");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Insufficient memory (case 4)", "VP8_STATUS_OUT_OF_MEMORY"})
  void memoryThatIsFullIsNotThePicturesFault(String message) {
    assertThatExceptionOfType(OutOfMemoryError.class)
        .isThrownBy(() -> DecodeFailures.rejected(new IIOException(message)));
    OutOfMemoryError full = new OutOfMemoryError("Java heap space");
    assertThatExceptionOfType(OutOfMemoryError.class)
        .isThrownBy(() -> DecodeFailures.rejected(new IIOException("wrapped", full)))
        .isSameAs(full);
  }

  @Test
  void anArrayOfImpossibleSizeIsTheContentsFault() {
    OutOfMemoryError impossible = new OutOfMemoryError("Requested array size exceeds VM limit");
    assertThat(DecodeFailures.rejected(impossible).reason()).isEqualTo(RejectReason.CORRUPT);
  }

  @Test
  void formatsThatAreOffAreUnsupportedAndNamed() {
    ImageDecoder stream = new ImageDecoder(ImageLimits.STREAM);
    BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
    for (String format : List.of("bmp", "tiff")) {
      DecodeResult result = stream.decode(Pictures.written(image, format));
      assertThat(ImageDecoderTest.reason(result)).isEqualTo(RejectReason.UNSUPPORTED);
      assertThat(((Rejected) result).message()).startsWithIgnoringCase(format + " is not among");
    }
    assertThat(stream.decode(Pictures.written(image, "png"))).isInstanceOf(Decoded.class);
    assertThat(ImageLimits.DEFAULT.formats()).isEqualTo(EnumSet.allOf(ImageFormat.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"heic HEIC", "mif1 HEIF", "avif AVIF", "mp42 ISO media", "crx  Canon"})
  void filesOfOtherFormatsAreNamedAsWhatTheyAre(String brandAndName) {
    ByteBuffer file = ByteBuffer.allocate(64).putInt(24).put(Samples.ascii("ftyp"));
    file.put(Samples.ascii(brandAndName.substring(0, 4))).putInt(0);
    assertNamed(file.array(), brandAndName.substring(5).strip());
  }

  @Test
  void aBrandAmongTheCompatibleOnesTellsAvifFromHeif() {
    ByteBuffer file = ByteBuffer.allocate(64).putInt(24).put(Samples.ascii("ftypmif1"));
    file.putInt(0).put(Samples.ascii("miafavif"));
    assertNamed(file.array(), "AVIF");
  }

  @Test
  void jpegXlAndJpeg2000AreNamed() {
    assertNamed(Samples.ascii("\u00ff\n\0\0\0\0"), "JPEG XL");
    assertNamed(Samples.ascii("\0\0\0\fJXL \r\n\u0087\n"), "JPEG XL");
    assertNamed(Samples.ascii("\0\0\0\fjP  \r\n\u0087\n"), "JPEG 2000");
  }

  private static void assertNamed(byte[] file, String name) {
    DecodeResult result = Pictures.DECODER.decode(file);
    assertThat(ImageDecoderTest.reason(result)).isEqualTo(RejectReason.UNSUPPORTED);
    assertThat(((Rejected) result).message()).contains(name);
  }
}
