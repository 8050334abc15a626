package io.clipstream.jobs.options;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.clipstream.model.image.ImageFormat;
import io.clipstream.model.image.ImageLimits;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;

/** Options of what a picture may cost. */
final class ImageLimitOptions {
  private static final ImageLimits DEFAULT = ImageLimits.DEFAULT;

  static final ConfigOption<MemorySize> BYTES =
      key("image.max-bytes")
          .memoryType()
          .defaultValue(new MemorySize(DEFAULT.bytes()))
          .withDescription("Size of an encoded picture at most.");

  static final ConfigOption<Integer> PIXELS =
      key("image.max-pixels")
          .intType()
          .defaultValue(DEFAULT.pixels())
          .withDescription("Width times height at most.");

  static final ConfigOption<Integer> SIDE =
      key("image.max-side")
          .intType()
          .defaultValue(DEFAULT.side())
          .withDescription("Width and height at most, in pixels.");

  static final ConfigOption<Integer> FRAMES =
      key("image.max-frames")
          .intType()
          .defaultValue(DEFAULT.frames())
          .withDescription("Frames of an animation at most; the first is tagged.");

  static final ConfigOption<MemorySize> MEMORY =
      key("image.max-memory")
          .memoryType()
          .defaultValue(new MemorySize(DEFAULT.memory()))
          .withDescription(
              "What decoding a picture may take at most, heap and native together; 20 bytes more"
                  + " for every byte of the picture above 4 MiB. All pictures together take no"
                  + " more than half of the heap.");

  static final ConfigOption<Duration> TIME =
      key("image.max-time")
          .durationType()
          .defaultValue(DEFAULT.time())
          .withDescription("Processor time that decoding a picture may take at most.");

  static final ConfigOption<List<ImageFormat>> FORMATS =
      key("image.formats")
          .enumType(ImageFormat.class)
          .asList()
          .defaultValues(ImageLimits.STREAM.formats().toArray(ImageFormat[]::new))
          .withDescription(
              "Formats that are read, of JPEG, PNG, GIF, BMP, WEBP and TIFF; others are rejected"
                  + " as UNSUPPORTED.");

  static final OptionGroup GROUP =
      new OptionGroup(
          "Limits of pictures",
          "A picture beyond one of them is a dead letter; all are checked on its header.",
          List.of(BYTES, PIXELS, SIDE, FRAMES, MEMORY, TIME, FORMATS));

  static ImageLimits read(OptionValues values) {
    List<ImageFormat> formats = values.get(FORMATS);
    if (formats.isEmpty()) {
      throw values.wrong(FORMATS, "one format or more", null);
    }
    return new ImageLimits(
        values.bytes(BYTES),
        values.atLeast(1, PIXELS),
        values.atLeast(1, SIDE),
        values.atLeast(1, FRAMES),
        values.bytes(MEMORY),
        values.positive(TIME),
        Set.copyOf(formats));
  }

  private ImageLimitOptions() {}
}
