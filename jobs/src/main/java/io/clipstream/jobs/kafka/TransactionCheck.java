package io.clipstream.jobs.kafka;

import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.util.TimeUtils;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;

/**
 * Whether transactions can live as long as results wait for their commit, before a job starts that
 * delivers exactly once: brokers refuse longer ones, by which the job would fail again and again.
 */
public final class TransactionCheck {
  private static final Log LOG = Log.of(TransactionCheck.class);
  private static final String LIMIT = "transaction.max.timeout.ms";
  private static final String OPTION = "transaction.timeout";

  private final Duration timeout;

  private TransactionCheck(Duration timeout) {
    this.timeout = timeout;
  }

  /**
   * Looks at the time that transactions may take. What is only unwise, or is not known, is a
   * warning in the log.
   *
   * @param timeout of the transactions; without exactly-once there are none
   * @param flink the job's configuration
   * @param start how long the job may take to start again
   * @throws ResourceException if a broker allows less, or transactions would end before the
   *     checkpoint that commits them
   */
  public static void check(
      KafkaSettings kafka,
      DeliveryGuarantee delivery,
      Duration timeout,
      Configuration flink,
      Duration start) {
    if (delivery == DeliveryGuarantee.EXACTLY_ONCE) {
      TransactionCheck check = new TransactionCheck(timeout);
      check
          .againstCheckpoints(flink, start)
          .ifPresent(words -> LOG.with(LogKey.DETAIL, words).warn("transactions may time out"));
      check.againstBrokers(kafka);
    }
  }

  /** What is unwise about it. */
  static Optional<String> risk(Duration timeout, Configuration flink, Duration start) {
    return new TransactionCheck(timeout).againstCheckpoints(flink, start);
  }

  private Optional<String> againstCheckpoints(Configuration flink, Duration start) {
    Duration interval =
        flink.getOptional(CheckpointingOptions.CHECKPOINTING_INTERVAL).orElse(Duration.ZERO);
    if (timeout.compareTo(interval) <= 0) {
      throw new ResourceException(
          "option '%s' is %s, expected more than the %s between checkpoints: results are committed by the next checkpoint"
              .formatted(OPTION, text(timeout), text(interval)));
    }
    Duration checkpoint = flink.get(CheckpointingOptions.CHECKPOINTING_TIMEOUT);
    Duration wanted = interval.plus(checkpoint.compareTo(start) > 0 ? checkpoint : start);
    if (timeout.compareTo(wanted) >= 0) {
      return Optional.empty();
    }
    return Optional.of(
        "option '%s' is %s: a checkpoint or a restart that takes as long as it may would lose results; %s would outlast them"
            .formatted(OPTION, text(timeout), text(wanted)));
  }

  private void againstBrokers(KafkaSettings kafka) {
    OptionalLong limit = limit(kafka);
    if (limit.isPresent() && timeout.toMillis() > limit.getAsLong()) {
      throw new ResourceException(
          "option '%s' is %s, expected at most %s, which is %s of the brokers at %s; lower the option, or raise the brokers' setting"
              .formatted(
                  OPTION,
                  text(timeout),
                  text(Duration.ofMillis(limit.getAsLong())),
                  LIMIT,
                  kafka.bootstrapServers()));
    }
  }

  private OptionalLong limit(KafkaSettings kafka) {
    try (Admin admin = Admin.create(kafka.properties(TopicState.CLIENT_TIMEOUTS))) {
      Collection<Node> nodes = admin.describeCluster().nodes().get();
      return limit(admin, nodes);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof ApiException)) {
        throw TopicState.unreachable(kafka, e.getCause());
      }
      LOG.with(LogKey.BROKERS, kafka.bootstrapServers())
          .with(LogKey.OPTION, OPTION)
          .with(LogKey.LIMIT, text(timeout))
          .with(LogKey.ERROR, e.getCause().getMessage())
          .warn(
              "the brokers do not say what their transaction.max.timeout.ms is, which must not be"
                  + " less: give the right DESCRIBE_CONFIGS on the cluster to have it checked");
      return OptionalLong.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ResourceException("interrupted while looking at the brokers", e);
    }
  }

  /** The least that one of them allows. */
  private static OptionalLong limit(Admin admin, Collection<Node> nodes)
      throws ExecutionException, InterruptedException {
    List<ConfigResource> brokers =
        nodes.stream()
            .map(node -> new ConfigResource(ConfigResource.Type.BROKER, node.idString()))
            .toList();
    Collection<Config> configs = admin.describeConfigs(brokers).all().get().values();
    return configs.stream()
        .map(config -> config.get(LIMIT))
        .filter(entry -> entry != null && entry.value() != null)
        .map(ConfigEntry::value)
        .mapToLong(Long::parseLong)
        .min();
  }

  private static String text(Duration duration) {
    return TimeUtils.formatWithHighestUnit(duration);
  }
}
