package io.clipstream.jobs.options;

import io.clipstream.schemas.codec.WireFormat;
import io.clipstream.schemas.registry.RegistrySettings;
import java.net.URI;
import java.util.Optional;

/** {@code wire.format} and {@code registry.*} as a wire format. */
final class WireFormats {
  private WireFormats() {}

  static WireFormat from(OptionValues values) {
    return switch (values.get(KafkaOptions.WIRE_FORMAT)) {
      case SINGLE_OBJECT -> new WireFormat.SingleObject();
      case CONFLUENT -> new WireFormat.Confluent(registry(values));
    };
  }

  private static RegistrySettings registry(OptionValues values) {
    String url = values.required(KafkaOptions.REGISTRY_URL);
    try {
      RegistrySettings settings =
          RegistrySettings.of(URI.create(url))
              .withTimeout(values.positive(KafkaOptions.REGISTRY_TIMEOUT));
      Optional<String> user = values.find(KafkaOptions.REGISTRY_USER);
      if (user.isPresent()) {
        String password = values.find(KafkaOptions.REGISTRY_PASSWORD).orElse("");
        settings = settings.withBasicAuth(user.get(), password);
      }
      boolean register = values.get(KafkaOptions.REGISTRY_REGISTER);
      return register ? settings : settings.withoutRegistering();
    } catch (IllegalArgumentException e) {
      throw values.wrong(KafkaOptions.REGISTRY_URL, "http://HOST:PORT or https://HOST:PORT", e);
    }
  }
}
