package io.clipstream.jobs.kafka;

import io.clipstream.schemas.SettingException;
import java.io.Serializable;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * Settings for Kafka's clients, handed on as they are. They may hold secrets: {@link #toString}
 * names the keys only.
 *
 * @param clients by Kafka's own names, bootstrap.servers among them
 */
public record KafkaSettings(Map<String, String> clients) implements Serializable {
  /** What a job derives from its name or its other options. */
  private static final Set<String> OWNED =
      Set.of(
          "group.id",
          "transactional.id",
          "transaction.timeout.ms",
          "enable.auto.commit",
          "auto.offset.reset",
          "key.serializer",
          "value.serializer",
          "key.deserializer",
          "value.deserializer");

  /**
   * @throws SettingException if there is no bootstrap.servers, or a setting that jobs make
   *     themselves
   */
  public KafkaSettings {
    clients = Map.copyOf(clients);
    if (clients.getOrDefault(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "").isBlank()) {
      throw new SettingException(
          "option 'kafka.bootstrap.servers' is missing; give the brokers as host:port");
    }
    clients.keySet().stream()
        .filter(OWNED::contains)
        .findFirst()
        .ifPresent(KafkaSettings::refuseOwned);
  }

  private static void refuseOwned(String key) {
    throw new SettingException(
        "option 'kafka." + key + "' is the job's own to set; leave it out (see docs/options.md)");
  }

  public String bootstrapServers() {
    return clients.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
  }

  /**
   * The settings for one client.
   *
   * @param defaults what holds unless the settings say otherwise
   */
  public Properties properties(Map<String, String> defaults) {
    Properties properties = new Properties();
    properties.putAll(defaults);
    properties.putAll(clients);
    return properties;
  }

  @Override
  public String toString() {
    return "KafkaSettings" + new TreeMap<>(clients).keySet();
  }
}
