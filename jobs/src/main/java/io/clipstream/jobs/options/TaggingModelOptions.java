package io.clipstream.jobs.options;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.clipstream.model.Precision;
import io.clipstream.model.encoder.Kernels;
import io.clipstream.operators.tagging.Follow;
import io.clipstream.operators.tagging.ModelSettings;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;

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
          .withDescription(
              "What the encoders compute in; the 16-bit ones are for CUDA, bf16 also for processors"
                  + " with AVX512_BF16 or AMX.");

  static final ConfigOption<Kernels> KERNELS =
      key("kernels")
          .enumType(Kernels.class)
          .defaultValue(Kernels.MEASURED)
          .withDescription(
              "How the CPU multiplies by weights. measured: by the fastest kernel for each shape,"
                  + " which each machine finds out once, unless CLIPSTREAM_KERNELS in its environment"
                  + " says otherwise. packed: from packed weights, without a measurement. plain: from"
                  + " weights as they are stored. Results differ in the last digits.");

  static final ConfigOption<MemorySize> KNOWN_PICTURES =
      key("known-pictures.size")
          .memoryType()
          .defaultValue(new MemorySize(ModelSettings.DEFAULT_KNOWN_BYTES))
          .withDescription(
              "Heap for the embeddings of pictures that were encoded, by the SHA-256 of their"
                  + " bytes: one that is sent again is neither decoded nor encoded again. For each"
                  + " checkpoint in service, shared by the subtasks of a process. 32 mb hold about"
                  + " 14000 pictures of 512 dimensions, less with thumbnails. 0 turns it off.");

  static final OptionGroup GROUP =
      new OptionGroup(
          "Model",
          "",
          List.of(NAME, FOLLOW, ALLOWED_PREFIXES, DEVICE, PRECISION, KERNELS, KNOWN_PICTURES));

  static ModelSettings read(OptionValues values) {
    return new ModelSettings(
        values.required(NAME),
        Follow.parse(values.required(FOLLOW)),
        values.get(ALLOWED_PREFIXES),
        values.required(DEVICE),
        values.get(PRECISION),
        values.get(KERNELS),
        values.get(KNOWN_PICTURES).getBytes(),
        DownloadOptions.read(values));
  }

  private TaggingModelOptions() {}
}
