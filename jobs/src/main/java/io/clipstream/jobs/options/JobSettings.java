package io.clipstream.jobs.options;

import io.clipstream.jobs.kafka.ControlLogs;
import io.clipstream.jobs.kafka.KafkaSettings;
import io.clipstream.jobs.lease.LeaseSettings;
import io.clipstream.schemas.SettingException;
import io.clipstream.schemas.codec.WireFormat;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.core.execution.CheckpointingMode;

/**
 * What every job has: its name, and how it reads and writes Kafka.
 *
 * @param name letters, digits, '.', '_' and '-'
 * @param lease of the name
 * @param delivery of what it writes
 * @param isLossAccepted whether it goes on when results turn out to be lost under exactly-once
 * @param wireFormat how records are encoded
 * @param stateDirectory of this job, where it runs in one process
 * @param flink configuration for Flink: checkpoints, parallelism and what was handed on
 */
public record JobSettings(
    String name,
    KafkaSettings kafka,
    LeaseSettings lease,
    DeliveryGuarantee delivery,
    Duration transactionTimeout,
    boolean isLossAccepted,
    WireFormat wireFormat,
    Path stateDirectory,
    Configuration flink) {

  /**
   * Reads {@code --key value} arguments and the file that {@code --config} names.
   *
   * @param warn takes a line for each option that is given by an old name
   * @throws SettingException if an option is unknown or given twice
   */
  static OptionValues values(
      List<OptionGroup> groups, List<String> arguments, Consumer<String> warn) {
    List<String> prefixes = List.of(KafkaOptions.KAFKA_PREFIX, KafkaOptions.FLINK_PREFIX);
    return new OptionValues(new JobArguments(groups, prefixes, warn).parse(arguments));
  }

  /**
   * @throws SettingException if an option is missing or has a value that cannot be used
   */
  static JobSettings read(OptionValues values) {
    String name = name(values);
    return new JobSettings(
        name,
        new KafkaSettings(values.startingWith(KafkaOptions.KAFKA_PREFIX)),
        LeaseOptions.read(values),
        DeliveryGuarantee.valueOf(values.get(KafkaOptions.DELIVERY).name()),
        values.positive(KafkaOptions.TRANSACTION_TIMEOUT),
        values.get(KafkaOptions.ACCEPT_LOSS),
        WireOptions.read(values),
        stateDirectory(values, name),
        flink(values, name));
  }

  static ControlLogs controlLogs(OptionValues values) {
    return new ControlLogs(
        values.required(KafkaOptions.LABEL_SETS), values.required(KafkaOptions.CHECKPOINTS));
  }

  private static String name(OptionValues values) {
    String name = values.required(KafkaOptions.JOB_NAME);
    if (!name.matches("[A-Za-z0-9._-]{1,100}") || name.matches("\\.+")) {
      throw values.wrong(
          KafkaOptions.JOB_NAME, "1 to 100 letters, digits, '.', '_' and '-', not only dots", null);
    }
    return name;
  }

  private static Path stateDirectory(OptionValues values, String name) {
    String directory = values.required(KafkaOptions.STATE_DIRECTORY);
    try {
      return Path.of(directory).resolve(name);
    } catch (InvalidPathException e) {
      throw values.wrong(KafkaOptions.STATE_DIRECTORY, "a directory of this machine", e);
    }
  }

  private static Configuration flink(OptionValues values, String name) {
    Configuration flink = new Configuration();
    flink.set(PipelineOptions.NAME, name);
    flink.set(
        CheckpointingOptions.CHECKPOINTING_INTERVAL,
        values.positive(KafkaOptions.CHECKPOINT_INTERVAL));
    flink.set(
        CheckpointingOptions.CHECKPOINTING_TIMEOUT,
        values.positive(KafkaOptions.CHECKPOINT_TIMEOUT));
    // A job that waits for what it begins with says that it has a backlog.
    flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL_DURING_BACKLOG, Duration.ZERO);
    flink.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    // Flink reads back what is not compressed byte by byte, with a call of the system for each
    // where
    // state lies on a disk: minutes for label sets and embeddings by the thousand.
    flink.set(ExecutionOptions.SNAPSHOT_COMPRESSION, true);
    if (values.find(KafkaOptions.PARALLELISM).isPresent()) {
      flink.set(CoreOptions.DEFAULT_PARALLELISM, values.atLeast(1, KafkaOptions.PARALLELISM));
    }
    values.startingWith(KafkaOptions.FLINK_PREFIX).forEach(flink::setString);
    return flink;
  }
}
