package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.properties.PropertiesConfigurationFactory;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The lines for Flink's log4j that the archive brings. */
class QuietLogsTest {
  private static final Path FILE = Path.of("src/main/archive/conf/log4j.properties");
  private static final String COLLISION =
      "Name collision: Group already contains a Metric with the name '%s'. Metric will not be reported.";

  private LoggerContext context;
  private Configuration configuration;

  @BeforeEach
  void configure() throws IOException {
    context = new LoggerContext("quiet");
    try (InputStream lines = Files.newInputStream(FILE)) {
      configuration =
          new PropertiesConfigurationFactory()
              .getConfiguration(context, new ConfigurationSource(lines, FILE.toFile()));
    }
    context.start(configuration);
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  @Test
  void oneCollisionIsSilentAndTheOthersAreTold() {
    assertThat(filtered("pendingCommittables")).isEqualTo(Filter.Result.DENY);
    assertThat(filtered("numRecordsOut")).isEqualTo(Filter.Result.NEUTRAL);
  }

  private Filter.Result filtered(String metric) {
    LoggerConfig logger = configuration.getLoggerConfig("org.apache.flink.metrics.MetricGroup");
    assertThat(logger.getLevel()).isEqualTo(Level.WARN);
    return logger
        .getFilter()
        .filter(
            Log4jLogEvent.newBuilder()
                .setLevel(Level.WARN)
                .setMessage(new SimpleMessage(COLLISION.formatted(metric)))
                .build());
  }

  @Test
  void theConnectorDoesNotTellOfEachTransaction() {
    assertThat(
            configuration
                .getLoggerConfig(
                    "org.apache.flink.connector.kafka.sink.internal.FlinkKafkaInternalProducer")
                .getLevel())
        .isEqualTo(Level.WARN);
  }

  @Test
  void kafkasClientsDoNotBeginWithTheirConfiguration() {
    assertThat(
            configuration
                .getLoggerConfig("org.apache.kafka.clients.producer.ProducerConfig")
                .getLevel())
        .isEqualTo(Level.WARN);
  }
}
