package io.clipstream.jobs.options;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.clipstream.learning.TrainedModel;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;

/** Options of the model that is trained. */
final class TrainedModelOptions {
  static final ConfigOption<String> NAME =
      key("model.name")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Must be given. Name of the model to train: the key on the checkpoints topic.");

  static final ConfigOption<List<String>> ALLOWED_PREFIXES =
      key("model.allowed-prefixes")
          .stringType()
          .asList()
          .defaultValues()
          .withDescription(
              "Parents are opened only under these directories, comma-separated; they must hold"
                  + " checkpoints.path too. Paths or URIs, such as s3://models/.");

  static final ConfigOption<String> CHECKPOINTS_PATH =
      key("checkpoints.path")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Must be given. Directory that new checkpoints are written to: a path, or a URI of"
                  + " any of Flink's file systems.");

  static final OptionGroup GROUP =
      new OptionGroup(
          "Model",
          "",
          List.of(NAME, ALLOWED_PREFIXES, CHECKPOINTS_PATH, TaggingModelOptions.DEVICE));

  static TrainedModel read(OptionValues values) {
    return new TrainedModel(
        values.required(NAME),
        values.get(ALLOWED_PREFIXES),
        values.required(CHECKPOINTS_PATH),
        values.required(TaggingModelOptions.DEVICE));
  }

  private TrainedModelOptions() {}
}
