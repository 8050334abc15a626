package io.clipstream.jobs.options;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.clipstream.model.Precision;
import io.clipstream.operators.tagging.Follow;
import io.clipstream.operators.tagging.ModelSettings;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;

/** Options of the model that tags. */
final class TaggingModelOptions {
  static final ConfigOption<String> NAME =
      key("model.name")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Must be given. Name of the model to follow: the key on the checkpoints topic. It"
                  + " wins over the state of a restored job.");

  static final ConfigOption<String> FOLLOW =
      key("model.follow")
          .stringType()
          .defaultValue("promoted")
          .withDescription(
              "promoted: the checkpoint that was promoted last, also when that changes."
                  + " pinned:ID: this checkpoint, whatever its standing. It wins over the state of"
                  + " a restored job.");

  static final ConfigOption<List<String>> ALLOWED_PREFIXES =
      key("model.allowed-prefixes")
          .stringType()
          .asList()
          .defaultValues()
          .withDescription(
              "Checkpoints are opened only under these URIs, comma-separated, for example"
                  + " file:///models/,s3://models/.");

  static final ConfigOption<String> DEVICE =
      key("device").stringType().defaultValue("auto").withDescription("auto, cpu, cuda or cuda:N.");

  static final ConfigOption<Precision> PRECISION =
      key("precision")
          .enumType(Precision.class)
          .defaultValue(Precision.FP32)
          .withDescription("What the encoders compute in; the 16-bit ones are for CUDA.");

  static final OptionGroup GROUP =
      new OptionGroup("Model", "", List.of(NAME, FOLLOW, ALLOWED_PREFIXES, DEVICE, PRECISION));

  static ModelSettings read(OptionValues values) {
    return new ModelSettings(
        values.required(NAME),
        Follow.parse(values.required(FOLLOW)),
        values.get(ALLOWED_PREFIXES),
        values.required(DEVICE),
        values.get(PRECISION));
  }

  private TaggingModelOptions() {}
}
