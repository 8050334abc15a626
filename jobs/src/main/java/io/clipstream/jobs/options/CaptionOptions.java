package io.clipstream.jobs.options;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.clipstream.operators.learning.CaptionSettings;
import io.clipstream.schemas.codec.WireFormat;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;

/** Options of which captions are taken. */
final class CaptionOptions {
  static final ConfigOption<List<String>> ORIGINS =
      key("captions.allowed-origins")
          .stringType()
          .asList()
          .defaultValues()
          .withDescription(
              "Captions of other origins are dead letters. None given: all are taken.");

  static final ConfigOption<Double> HELD_OUT =
      key("captions.held-out")
          .doubleType()
          .defaultValue(0.1)
          .withDescription(
              "Share of pictures that nothing ever learns from; the gate measures with them. A"
                  + " picture's content decides, so changing this moves pictures.");

  static final ConfigOption<Duration> REMEMBER =
      key("captions.remember")
          .durationType()
          .defaultValue(Duration.ofDays(7))
          .withDescription(
              "A repeat of a pair is dropped if it comes so soon after; later ones are stored"
                  + " again, and still learnt from once.");

  static final OptionGroup GROUP =
      new OptionGroup(
          "Captions",
          "",
          Stream.concat(
                  Stream.of(ORIGINS, HELD_OUT, REMEMBER),
                  ImageLimitOptions.GROUP.options().stream())
              .toList());

  static CaptionSettings read(OptionValues values, WireFormat wireFormat) {
    return new CaptionSettings(
        ImageLimitOptions.read(values),
        values.get(ORIGINS),
        values.get(HELD_OUT),
        values.positive(REMEMBER),
        wireFormat);
  }

  private CaptionOptions() {}
}
