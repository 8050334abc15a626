package io.clipstream.jobs.options;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.clipstream.schemas.codec.WireFormat;
import io.clipstream.schemas.registry.RegistrySettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;

/** Options of how records are encoded. */
final class WireOptions {
  static final ConfigOption<WireEncoding> WIRE_FORMAT =
      key("wire.format")
          .enumType(WireEncoding.class)
          .defaultValue(WireEncoding.SINGLE_OBJECT)
          .withDescription(
              "single-object: Avro single-object encoding. confluent: the Confluent wire format,"
                  + " with schemas in a registry.");

  static final ConfigOption<String> REGISTRY_URL =
      key("registry.url")
          .stringType()
          .noDefaultValue()
          .withDescription("With wire.format=confluent: the schema registry, http:// or https://.");

  static final ConfigOption<String> REGISTRY_USER =
      key("registry.user")
          .stringType()
          .noDefaultValue()
          .withDescription("User name for the registry; none for a registry that asks for none.");

  static final ConfigOption<String> REGISTRY_PASSWORD =
      key("registry.password")
          .stringType()
          .noDefaultValue()
          .withDescription("Password for the registry. Better in a file than on a command line.");

  static final ConfigOption<Duration> REGISTRY_TIMEOUT =
      key("registry.timeout")
          .durationType()
          .defaultValue(Duration.ofSeconds(10))
          .withDescription("Time for one request to the registry.");

  static final ConfigOption<Boolean> REGISTRY_REGISTER =
      key("registry.register")
          .booleanType()
          .defaultValue(true)
          .withDescription("Whether the job registers schemas that the registry does not hold.");

  static final OptionGroup GROUP =
      new OptionGroup(
          "Wire format",
          "",
          List.of(
              WIRE_FORMAT,
              REGISTRY_URL,
              REGISTRY_USER,
              REGISTRY_PASSWORD,
              REGISTRY_TIMEOUT,
              REGISTRY_REGISTER));

  static WireFormat read(OptionValues values) {
    return switch (values.get(WIRE_FORMAT)) {
      case SINGLE_OBJECT -> new WireFormat.SingleObject();
      case CONFLUENT -> new WireFormat.Confluent(registry(values));
    };
  }

  private static RegistrySettings registry(OptionValues values) {
    String url = values.required(REGISTRY_URL);
    try {
      RegistrySettings settings =
          RegistrySettings.of(URI.create(url)).withTimeout(values.positive(REGISTRY_TIMEOUT));
      Optional<String> user = values.find(REGISTRY_USER);
      if (user.isPresent()) {
        String password = values.find(REGISTRY_PASSWORD).orElse("");
        settings = settings.withBasicAuth(user.get(), password);
      }
      boolean register = values.get(REGISTRY_REGISTER);
      return register ? settings : settings.withoutRegistering();
    } catch (IllegalArgumentException e) {
      throw values.wrong(REGISTRY_URL, "http://HOST:PORT or https://HOST:PORT", e);
    }
  }

  private WireOptions() {}
}
