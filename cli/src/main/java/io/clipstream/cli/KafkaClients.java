package io.clipstream.cli;

import io.clipstream.jobs.kafka.KafkaSettings;
import io.clipstream.schemas.ResourceException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Clients of one Kafka cluster; what goes wrong is said in words, and within seconds. */
final class KafkaClients implements AutoCloseable {
  /** The largest record that is sent; the topic's own limit is usually lower. */
  static final int MAX_RECORD = 64 << 20;

  /** Largest picture that fits into one, beside what is said of it. */
  static final int MAX_INLINE = MAX_RECORD - 4096;

  private static final int CONNECT_MILLIS = 15_000;
  private static final Duration API_TIMEOUT = Duration.ofSeconds(10);
  private static final Map<String, String> TIMEOUTS =
      Map.of("default.api.timeout.ms", "" + API_TIMEOUT.toMillis(), "request.timeout.ms", "5000");

  private final KafkaSettings settings;
  private final Admin admin;

  private KafkaClients(KafkaSettings settings, Admin admin) {
    this.settings = settings;
    this.admin = admin;
  }

  /**
   * Connects and makes sure that somebody answers.
   *
   * @throws ResourceException if nobody does within six seconds, or the settings lead to none
   */
  static KafkaClients connect(KafkaSettings settings) {
    KafkaClients clients;
    try {
      clients = new KafkaClients(settings, Admin.create(settings.properties(TIMEOUTS)));
    } catch (KafkaException e) {
      throw new ResourceException(
          "Kafka at "
              + settings.bootstrapServers()
              + ": "
              + deepest(e).getMessage()
              + "; check --kafka and the --kafka.* settings",
          e);
    }
    try {
      DescribeClusterOptions soon = new DescribeClusterOptions().timeoutMs(CONNECT_MILLIS);
      clients.await(clients.admin.describeCluster(soon).nodes(), "connecting");
      return clients;
    } catch (RuntimeException e) {
      clients.close();
      throw e;
    }
  }

  Admin admin() {
    return admin;
  }

  /** Where the cluster is, as it was given. */
  String address() {
    return settings.bootstrapServers();
  }

  /** A consumer that sees committed records only and belongs to no group unless it is told one. */
  Consumer<byte[], byte[]> consumer(Map<String, String> more) {
    Map<String, String> defaults = new LinkedHashMap<>(TIMEOUTS);
    defaults.put("isolation.level", "read_committed");
    defaults.put("auto.offset.reset", "earliest");
    defaults.put("enable.auto.commit", "false");
    defaults.put("allow.auto.create.topics", "false"); // looking makes nothing
    defaults.putAll(more);
    return new KafkaConsumer<>(
        settings.properties(defaults), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** The same as a member of a group that is alone, to commit how far it came. */
  Consumer<byte[], byte[]> consumer(Map<String, String> more, String group) {
    Map<String, String> with = new LinkedHashMap<>(more);
    with.put("group.id", group);
    return consumer(with);
  }

  /** A producer whose records are on every replica in sync, once, in order, when it says so. */
  Producer<byte[], byte[]> producer() {
    Map<String, String> defaults = new LinkedHashMap<>();
    defaults.put("acks", "all");
    defaults.put("linger.ms", "5");
    defaults.put("max.request.size", String.valueOf(MAX_RECORD));
    defaults.put("buffer.memory", String.valueOf(2L * MAX_RECORD));
    defaults.put("max.block.ms", "" + API_TIMEOUT.toMillis());
    defaults.put("request.timeout.ms", "5000");
    defaults.put("delivery.timeout.ms", "15000");
    return new KafkaProducer<>(
        settings.properties(defaults), new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Waits for an answer.
   *
   * @param doing what is waited for, for the message
   * @throws ResourceException if the answer is an error
   */
  <T> T await(Future<T> answer, String doing) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw explained(doing, e.getCause());
    } catch (InterruptedException | CancellationException e) {
      Thread.currentThread().interrupt();
      throw new ResourceException("interrupted while " + doing, e);
    }
  }

  /** An error of Kafka's clients in words. */
  ResourceException explained(String doing, Throwable e) {
    return new ResourceException(
        "Kafka at " + settings.bootstrapServers() + ", " + doing + ": " + words(e), e);
  }

  private static Throwable deepest(Throwable e) {
    return e.getCause() == null ? e : deepest(e.getCause());
  }

  private static String words(Throwable e) {
    String message = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
    if (e instanceof UnknownTopicOrPartitionException) {
      return "the topic does not exist; 'clipstream topics create' makes it";
    }
    if (e instanceof TimeoutException) {
      return "no answer; start the broker, or give another address by --kafka, and where the"
          + " cluster asks for TLS or a login, --kafka.security.protocol and its settings";
    }
    if (e instanceof AuthenticationException) {
      return "the login failed: "
          + message
          + "; check the --kafka.sasl.* and --kafka.ssl.* settings";
    }
    if (e instanceof AuthorizationException) {
      return message
          + "; docs/security.md has the rights, 'clipstream doctor --role' says which are missing";
    }
    if (e instanceof RecordTooLargeException) {
      return "the record is larger than the topic's max.message.bytes; raise it, or send --by-uri";
    }
    return message.equals("null") ? e.toString() : message;
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
