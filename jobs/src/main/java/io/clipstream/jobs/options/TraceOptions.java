package io.clipstream.jobs.options;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.clipstream.operators.trace.TraceSettings;
import java.net.URI;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;

/** Options of traces. */
final class TraceOptions {
  static final ConfigOption<String> ENDPOINT =
      key("trace.endpoint")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Collector of OpenTelemetry that spans are sent to, by OTLP over HTTP, as"
                  + " http://HOST:4318; without a path they go to /v1/traces. Without it nothing is"
                  + " traced.");

  static final ConfigOption<Double> SAMPLING =
      key("trace.sampling")
          .doubleType()
          .defaultValue(0.0)
          .withDescription(
              "Share, 0 to 1, of the pictures without a header traceparent that a trace begins"
                  + " with. Those with one are traced if its flag says that it is sampled.");

  static final OptionGroup GROUP =
      new OptionGroup("Traces", "Off by default.", List.of(ENDPOINT, SAMPLING));

  static TraceSettings read(OptionValues values) {
    double sampling = values.get(SAMPLING);
    if (!(sampling >= 0 && sampling <= 1)) {
      throw values.wrong(SAMPLING, "0 to 1", null);
    }
    return values
        .find(ENDPOINT)
        .map(text -> (TraceSettings) new TraceSettings.Otlp(uri(values, text), sampling))
        .orElse(TraceSettings.OFF);
  }

  private static URI uri(OptionValues values, String text) {
    try {
      return URI.create(text.strip());
    } catch (IllegalArgumentException e) {
      throw values.wrong(ENDPOINT, "an address such as http://collector:4318", e);
    }
  }

  private TraceOptions() {}
}
