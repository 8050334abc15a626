package io.clipstream.cli;

import io.clipstream.control.ControlCodecs;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.jobs.kafka.KafkaSettings;
import io.clipstream.schemas.SettingException;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.WireFormat;
import io.clipstream.schemas.registry.RegistrySettings;
import java.net.URI;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;
import picocli.CommandLine.Option;

/** Which Kafka cluster, which topics of it, and how values are framed. Names are the jobs' own. */
final class KafkaConnection {
  /** What brokers take as one. */
  private static final Pattern TOPIC_NAME = Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}");

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:9092",
      description =
          "A broker, or several with commas. Default: ${DEFAULT-VALUE}, the demo's. "
              + "--kafka.KEY=VALUE passes any setting on to Kafka's clients, "
              + "for example --kafka.security.protocol=SASL_SSL. --topic.USE=NAME names another topic; "
              + "USE is images, tags, captions, reviews, label-sets, previews, preview-answers, "
              + "checkpoints, rounds, status or leases.")
  String address;

  @Option(names = KafkaFlags.SETTING, hidden = true, paramLabel = "KEY=VALUE")
  Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--wire.format",
      paramLabel = "FORMAT",
      defaultValue = "single-object",
      description = "single-object or confluent. Default: ${DEFAULT-VALUE}.")
  String wireFormat;

  @Option(
      names = "--registry.url",
      paramLabel = "URL",
      description = "Schema registry, for confluent.")
  URI registry;

  @Option(names = "--registry.user", paramLabel = "NAME", description = "Its user.")
  String registryUser;

  @Option(
      names = "--registry.password",
      paramLabel = "PASSWORD",
      defaultValue = "${env:CLIPSTREAM_REGISTRY_PASSWORD:-}",
      description = "Its password; better given as CLIPSTREAM_REGISTRY_PASSWORD.")
  String registryPassword;

  @Option(names = KafkaFlags.TOPIC, hidden = true, paramLabel = "USE=NAME")
  Map<String, String> topics = new LinkedHashMap<>();

  /** The same as given by hand: a cluster's address and nothing else. */
  static KafkaConnection at(String address) {
    KafkaConnection options = new KafkaConnection();
    options.address = address;
    options.wireFormat = "single-object";
    return options;
  }

  /** The settings of every client. */
  KafkaSettings kafkaSettings() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("bootstrap.servers", address);
    all.putAll(settings);
    return new KafkaSettings(all);
  }

  /** Connects; fails within seconds where nobody answers. */
  KafkaClients connect() {
    return KafkaClients.connect(kafkaSettings());
  }

  /** Name of a topic. */
  String name(Topic topic) {
    checkUses();
    return topics.getOrDefault(use(topic), topic.defaultName());
  }

  /**
   * What of this another command needs to find the same topics, as people write it. Settings of
   * Kafka's clients are left out: they may hold secrets.
   */
  String arguments() {
    StringBuilder arguments = new StringBuilder("--kafka ").append(address);
    topics.forEach((use, name) -> arguments.append(" --topic." + use + "=" + name));
    return arguments.toString();
  }

  /**
   * Looks at what can be said without a connection.
   *
   * @throws SettingException if a topic or the framing is none that there is
   */
  void check() {
    checkUses();
    wireFormat();
  }

  /** A codec for the values of a topic. */
  <T extends SpecificRecord> AvroCodec<T> codec(Class<T> type, Topic topic) {
    return wireFormat().codec(type, name(topic));
  }

  /** Codecs for the values of the control logs. */
  ControlCodecs controlCodecs() {
    return ControlCodecs.of(wireFormat());
  }

  /** The same for the dashboard. */
  KafkaAccess dashboardAccess() {
    Map<Topic, String> names = new EnumMap<>(Topic.class);
    for (Topic topic : Topic.values()) {
      names.put(topic, name(topic));
    }
    return new KafkaAccess(kafkaSettings().clients(), names, wireFormat());
  }

  /** How values are framed. */
  WireFormat wireFormat() {
    return switch (wireFormat) {
      case "single-object" -> new WireFormat.SingleObject();
      case "confluent" -> new WireFormat.Confluent(registrySettings());
      default ->
          throw new SettingException(
              "--wire.format is '" + wireFormat + "', expected single-object or confluent");
    };
  }

  private RegistrySettings registrySettings() {
    if (registry == null) {
      throw new SettingException("--wire.format is confluent; give the registry by --registry.url");
    }
    try {
      RegistrySettings where = RegistrySettings.of(registry);
      return registryUser == null ? where : where.withBasicAuth(registryUser, registryPassword);
    } catch (IllegalArgumentException e) {
      throw new SettingException(e.getMessage(), e);
    }
  }

  private void checkUses() {
    topics.forEach(KafkaConnection::checkName);
    for (String use : topics.keySet()) {
      boolean known = false;
      for (Topic topic : Topic.values()) {
        known |= use(topic).equals(use);
      }
      if (!known) {
        throw new SettingException(
            "--topic." + use + " is unknown; see --kafka in --help for the topics there are");
      }
    }
  }

  private static void checkName(String use, String name) {
    if (!TOPIC_NAME.matcher(name).matches()) {
      throw new SettingException(
          "--topic.%s is '%s', expected up to 249 letters, digits, dots, underscores, hyphens"
              .formatted(use, name));
    }
  }

  private static String use(Topic topic) {
    return topic.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
