package io.clipstream.jobs.sql;

import io.clipstream.model.Precision;
import io.clipstream.model.encoder.Kernels;
import java.time.Duration;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** What stands in the {@code WITH} of a model; {@link SqlSettings} is what becomes of it. */
final class SqlOptions {
  static final ConfigOption<String> CHECKPOINT =
      ConfigOptions.key("checkpoint")
          .stringType()
          .noDefaultValue()
          .withDescription("Checkpoint directory, in any of Flink's file systems.");

  static final ConfigOption<String> LABELS =
      ConfigOptions.key("labels")
          .stringType()
          .noDefaultValue()
          .withDescription("Labels, comma-separated.");

  static final ConfigOption<String> LABEL_FILE =
      ConfigOptions.key("label-file")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "File with a label a line, # starts a comment; read where the query is planned.");

  static final ConfigOption<String> TEMPLATES =
      ConfigOptions.key("templates")
          .stringType()
          .defaultValue("photo")
          .withDescription(
              "Prompt templates: imagenet-80, imagenet-7, photo, label, photo-de and others, or a file.");

  static final ConfigOption<String> SCORING =
      ConfigOptions.key("scoring")
          .stringType()
          .defaultValue("softmax")
          .withDescription(
              "softmax (labels compete), independent, or pairwise (checkpoints with a bias).");

  static final ConfigOption<Integer> TOP =
      ConfigOptions.key("top")
          .intType()
          .defaultValue(5)
          .withDescription("How many labels the column tags holds.");

  static final ConfigOption<String> DEVICE =
      ConfigOptions.key("device")
          .stringType()
          .defaultValue("auto")
          .withDescription("auto, cpu or cuda:N.");

  static final ConfigOption<Precision> PRECISION =
      ConfigOptions.key("precision")
          .enumType(Precision.class)
          .defaultValue(Precision.FP32)
          .withDescription(
              "What the encoders compute in; the 16-bit ones are for CUDA, bf16 also for processors"
                  + " with AVX512_BF16 or AMX.");

  static final ConfigOption<Kernels> KERNELS =
      ConfigOptions.key("kernels")
          .enumType(Kernels.class)
          .defaultValue(Kernels.MEASURED)
          .withDescription("How the CPU multiplies by weights: measured, packed or plain.");

  static final ConfigOption<Integer> BATCH_SIZE =
      ConfigOptions.key("batch.size")
          .intType()
          .defaultValue(16)
          .withDescription("Pictures that pass through the encoder at once, at most.");

  static final ConfigOption<Duration> BATCH_WAIT =
      ConfigOptions.key("batch.wait")
          .durationType()
          .defaultValue(Duration.ofMillis(20))
          .withDescription("How long the first picture of a batch waits for others.");

  private SqlOptions() {}

  static Set<ConfigOption<?>> required() {
    return Set.of(CHECKPOINT);
  }

  static Set<ConfigOption<?>> optional() {
    return Set.of(
        LABELS,
        LABEL_FILE,
        TEMPLATES,
        SCORING,
        TOP,
        DEVICE,
        PRECISION,
        KERNELS,
        BATCH_SIZE,
        BATCH_WAIT);
  }
}
