package io.clipstream.jobs.options;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.clipstream.operators.tagging.LabelSetSettings;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;

/** Options of which label set an image is tagged by. */
final class LabelSetOptions {
  private static final LabelSetSettings DEFAULT = LabelSetSettings.DEFAULT;

  static final ConfigOption<String> DEFAULT_ID =
      key("labels.default")
          .stringType()
          .defaultValue(DEFAULT.defaultId())
          .withDescription("Id of the label set for images that name none.");

  static final ConfigOption<MemorySize> WAITING_SIZE =
      key("labels.waiting-size")
          .memoryType()
          .defaultValue(new MemorySize(DEFAULT.waitingBytes()))
          .withDescription(
              "Images that a subtask sets aside because the label set that they name is published"
                  + " and still being encoded, or was not heard of yet. Images of other sets pass"
                  + " them, and checkpoints keep them. Beyond this size images are taken in slowly"
                  + " (128 KiB a second) until the set is ready: checkpoints still pass, and heap"
                  + " and state grow slowly. After 128 MiB of that, those whose set is not ready are"
                  + " dead letters (LABEL_SET_NOT_READY).");

  static final ConfigOption<Duration> UNKNOWN_WAIT =
      key("labels.unknown-wait")
          .durationType()
          .defaultValue(DEFAULT.unknownWait())
          .withDescription(
              "How long an image waits for the publication of the label set that it names, before"
                  + " it is a dead letter: the two come by different topics, and the image may be"
                  + " the faster. 0 for not at all.");

  static final OptionGroup GROUP =
      new OptionGroup("Label sets", "", List.of(DEFAULT_ID, WAITING_SIZE, UNKNOWN_WAIT));

  static LabelSetSettings read(OptionValues values) {
    return new LabelSetSettings(
        values.required(DEFAULT_ID), values.bytes(WAITING_SIZE), values.get(UNKNOWN_WAIT));
  }

  private LabelSetOptions() {}
}
