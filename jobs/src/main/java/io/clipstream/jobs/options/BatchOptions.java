package io.clipstream.jobs.options;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.clipstream.operators.tagging.BatchSettings;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;

/** Options of micro-batches. */
final class BatchOptions {
  private static final BatchSettings DEFAULT = BatchSettings.DEFAULT;

  static final ConfigOption<Integer> SIZE =
      key("batch.size")
          .intType()
          .defaultValue(DEFAULT.size())
          .withDescription("Pictures that are encoded together at most.");

  static final ConfigOption<Duration> WAIT =
      key("batch.wait")
          .durationType()
          .defaultValue(DEFAULT.maxWait())
          .withDescription(
              "How long a picture waits for others to arrive that it is encoded with. While the"
                  + " device is busy with a batch the next one grows further.");

  static final ConfigOption<Integer> IN_FLIGHT =
      key("batch.in-flight")
          .intType()
          .defaultValue(DEFAULT.inFlight())
          .withDescription("Batches of a subtask that are with the device at once.");

  static final ConfigOption<Integer> DECODE_THREADS =
      key("decode.threads")
          .intType()
          .defaultValue(DEFAULT.decodeThreads())
          .withDescription("Threads of each subtask that decode pictures.");

  static final ConfigOption<Duration> LATENCY_TARGET =
      key("batch.latency-target")
          .durationType()
          .noDefaultValue()
          .withDescription(
              "How long a picture may wait for the device and be with it. Batches are then as"
                  + " large as the device is expected to finish in time, behind those that it has"
                  + " (batch.in-flight), at least 1 and at most batch.size. It is to be longer than"
                  + " batch.wait. What comes faster than"
                  + " such batches can be tagged waits in Kafka all the same. Without it batches"
                  + " are as large as they can be.");

  static final OptionGroup GROUP =
      new OptionGroup(
          "Throughput", "", List.of(SIZE, WAIT, IN_FLIGHT, DECODE_THREADS, LATENCY_TARGET));

  static BatchSettings read(OptionValues values) {
    return new BatchSettings(
        values.atLeast(1, SIZE),
        values.positive(WAIT),
        values.atLeast(1, IN_FLIGHT),
        values.atLeast(1, DECODE_THREADS),
        values
            .find(LATENCY_TARGET)
            .map(set -> values.positive(LATENCY_TARGET))
            .orElse(Duration.ZERO));
  }

  private BatchOptions() {}
}
