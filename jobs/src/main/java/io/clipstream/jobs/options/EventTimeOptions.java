package io.clipstream.jobs.options;

import static org.apache.flink.configuration.ConfigOptions.key;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;

/** Options of event time. */
final class EventTimeOptions {
  static final ConfigOption<Duration> OUT_OF_ORDERNESS =
      key("watermark.out-of-orderness")
          .durationType()
          .defaultValue(Duration.ofSeconds(5))
          .withDescription("How far a record's timestamp may lie behind the latest before it.");

  static final ConfigOption<Duration> IDLENESS =
      key("watermark.idleness")
          .durationType()
          .defaultValue(Duration.ofSeconds(30))
          .withDescription("A partition silent for so long does not hold event time back.");

  static final OptionGroup GROUP =
      new OptionGroup("Event time", "", List.of(OUT_OF_ORDERNESS, IDLENESS));

  static EventTime read(OptionValues values) {
    return new EventTime(values.positive(OUT_OF_ORDERNESS), values.positive(IDLENESS));
  }

  private EventTimeOptions() {}
}
