package io.clipstream.jobs.options;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.clipstream.operators.generation.DownloadSettings;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;

/** Options of how checkpoints come from object stores; of both jobs. */
final class DownloadOptions {
  static final ConfigOption<String> CACHE_PATH =
      key("model.cache-path")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Directory in which the processes of a host keep checkpoints that they fetched, by"
                  + " their hashes: each is downloaded once a host. By default"
                  + " clipstream-checkpoints-USER in the temporary directory of the process.");

  static final ConfigOption<MemorySize> CACHE_SIZE =
      key("model.cache-size")
          .memoryType()
          .defaultValue(MemorySize.parse("8 gb"))
          .withDescription(
              "What is kept there at most, besides the checkpoint that was fetched last. 0 keeps"
                  + " nothing: every process downloads for itself.");

  static final ConfigOption<Duration> JITTER =
      key("model.fetch-jitter")
          .durationType()
          .defaultValue(Duration.ofSeconds(2))
          .withDescription(
              "The longest wait before a download; each takes a random share of it, so that many"
                  + " hosts do not ask the store at the same moment.");

  static final ConfigOption<MemorySize> RATE =
      key("model.fetch-rate")
          .memoryType()
          .defaultValue(MemorySize.ZERO)
          .withDescription("Bytes that a download takes in a second at most; 0 for no limit.");

  static final ConfigOption<Duration> PATIENCE =
      key("model.fetch-patience")
          .durationType()
          .defaultValue(DownloadSettings.PATIENCE)
          .withDescription(
              "How long another process of the host may download a checkpoint without receiving"
                  + " anything before the next one that waits for it downloads too: it may have been"
                  + " stopped. A store that is silent is given up after a minute.");

  static final OptionGroup GROUP =
      new OptionGroup(
          "Checkpoints from object stores",
          "Of no use for checkpoints on mounted disks.",
          List.of(CACHE_PATH, CACHE_SIZE, JITTER, RATE, PATIENCE));

  static DownloadSettings read(OptionValues values) {
    Duration jitter = values.get(JITTER);
    if (jitter.isNegative()) {
      throw values.wrong(JITTER, "0 or more", null);
    }
    Duration patience = values.get(PATIENCE);
    if (patience.isNegative() || patience.isZero()) {
      throw values.wrong(PATIENCE, "more than 0", null);
    }
    return new DownloadSettings(
        values.find(CACHE_PATH).map(String::strip).orElse(""),
        values.get(CACHE_SIZE).getBytes(),
        jitter,
        values.get(RATE).getBytes(),
        patience);
  }

  private DownloadOptions() {}
}
