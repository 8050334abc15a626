package io.clipstream.jobs.options;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.clipstream.operators.tagging.Carried;
import io.clipstream.operators.tagging.ResultSettings;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;

/** Options of what a result holds. */
final class ResultOptions {
  private static final ResultSettings DEFAULT = ResultSettings.DEFAULT;

  static final ConfigOption<Integer> TOP =
      key("tags.top")
          .intType()
          .defaultValue(DEFAULT.topK())
          .withDescription("Tags of a result at most, by falling score.");

  static final ConfigOption<Boolean> THUMBNAIL =
      key("thumbnail.enabled")
          .booleanType()
          .defaultValue(false)
          .withDescription("Whether results carry a small JPEG of the picture.");

  static final ConfigOption<Integer> THUMBNAIL_SIDE =
      key("thumbnail.side")
          .intType()
          .defaultValue(DEFAULT.thumbnailSide())
          .withDescription("Longer side of that, in pixels.");

  static final ConfigOption<Boolean> EMBEDDING =
      key("embedding.enabled")
          .booleanType()
          .defaultValue(false)
          .withDescription("Whether results carry the picture's embedding.");

  static final ConfigOption<List<String>> HEADERS =
      key("results.headers")
          .stringType()
          .asList()
          .defaultValues(DEFAULT.carried().headers().toArray(String[]::new))
          .withDescription(
              "Headers of an image's record that its result gets, comma-separated, * for all: as"
                  + " headers, and as attributes header.NAME. Text only.");

  static final ConfigOption<Boolean> KEY =
      key("results.key")
          .booleanType()
          .defaultValue(false)
          .withDescription(
              "Whether the key of an image's record, if it is text, is the attribute record.key of"
                  + " its result. The result's own key is the image id.");

  static final ConfigOption<MemorySize> HEADERS_SIZE =
      key("results.headers-size")
          .memoryType()
          .defaultValue(new MemorySize(DEFAULT.carried().bytes()))
          .withDescription("Size of both together at most; what does not fit is left out.");

  static final OptionGroup GROUP =
      new OptionGroup(
          "Results",
          "",
          List.of(TOP, THUMBNAIL, THUMBNAIL_SIDE, EMBEDDING, HEADERS, KEY, HEADERS_SIZE));

  static ResultSettings read(OptionValues values) {
    return new ResultSettings(
        values.atLeast(1, TOP),
        values.get(THUMBNAIL),
        values.atLeast(1, THUMBNAIL_SIDE),
        values.get(EMBEDDING),
        new Carried(values.get(HEADERS), values.get(KEY), values.get(HEADERS_SIZE).getBytes()));
  }

  private ResultOptions() {}
}
