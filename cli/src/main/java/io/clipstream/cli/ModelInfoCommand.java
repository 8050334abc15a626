package io.clipstream.cli;

import ai.djl.Device;
import io.clipstream.model.Clip;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.TextTower;
import io.clipstream.model.checkpoint.Architectures;
import io.clipstream.model.checkpoint.CheckpointDirectory;
import io.clipstream.model.checkpoint.WeightFiles;
import io.clipstream.model.encoder.Kernels;
import io.clipstream.model.encoder.ParameterTable;
import io.clipstream.model.encoder.Processor;
import io.clipstream.model.image.Preprocessing;
import io.clipstream.model.image.jpeg.JpegEngine;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code clipstream model info DIR}. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    description =
        "Architecture, parameters, sizes, preprocessing, and where each number came from. "
            + "Reads the configuration and the headers of the weight files; exits 1 if they do not fit.",
    footer = {"", "Example:", "  clipstream model info clip-b32"})
final class ModelInfoCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "A checkpoint directory.")
  private Path directory;

  @Option(
      names = "--kernels",
      description =
          "Load the model on the CPU and say by which kernel each shape of product is computed: "
              + "the fastest here, or what CLIPSTREAM_KERNELS pins.")
  private boolean kernels;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    CheckpointDirectory checkpoint = CheckpointDirectory.open(directory);
    Optional<WeightFiles> weights = checkpoint.weightFiles();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> fields = fields(checkpoint, weights);
      if (kernels) {
        fields.put("processor", Processor.name());
        fields.put("kernels_by", Kernels.pinned().toString());
        fields.put("kernels", kernels());
      }
      Output.json(out, fields);
      return 0;
    }
    ClipConfig config = checkpoint.config();
    line(out, "architecture", architecture(config));
    line(out, "layout", checkpoint.layout());
    line(out, "image tower", config.image());
    line(out, "text tower", config.text());
    line(out, "embedding", config.embeddingDimension());
    line(out, "parameters", parameters(config));
    line(out, "weights", weights.map(this::describe).orElse("none in this directory"));
    line(out, "preprocessing", checkpoint.preprocessing());
    line(out, "JPEG decoder", JpegEngine.chosen().describe());
    out.println("from:");
    checkpoint.provenance().forEach((number, from) -> out.printf("  %-26s %s%n", number, from));
    if (kernels) {
      out.printf("kernels on %s, %s:%n", Processor.name(), Kernels.pinned());
      kernels().forEach((shape, kernel) -> out.printf("  %-26s %s%n", shape, kernel));
    }
    out.flush();
    return 0;
  }

  /** By precision, and rows of a picture or prompt alone, features in and out. */
  private Map<String, String> kernels() {
    Map<String, String> byShape = new LinkedHashMap<>();
    try (Clip clip = Clip.load(directory, Device.cpu())) {
      clip.kernels().forEach((shape, kernel) -> byShape.put(shape.toString(), kernel.name()));
    }
    return byShape;
  }

  private static void line(PrintWriter out, String what, Object value) {
    out.printf("%-14s %s%n", what, value);
  }

  /** The name of the released architecture that it equals, but for its vocabulary and context. */
  static String architecture(ClipConfig config) {
    return Architectures.names().stream()
        .filter(name -> isLike(config, Architectures.named(name)))
        .findFirst()
        .orElse("none of the released ones");
  }

  private static boolean isLike(ClipConfig config, ClipConfig released) {
    TextTower text = config.text();
    TextTower other = released.text();
    return config.image().equals(released.image())
        && config.embeddingDimension() == released.embeddingDimension()
        && text.width() == other.width()
        && text.layers() == other.layers()
        && text.heads() == other.heads();
  }

  static String parameters(ClipConfig config) {
    return String.format(
        Locale.ROOT,
        "%,d (image tower %,d, text tower %,d, logit scale 1%s)",
        count(config, name -> true),
        count(config, ParameterTable::isOfImages),
        count(config, ModelInfoCommand::isOfTexts),
        config.logitBias() ? ", logit bias 1" : "");
  }

  private static boolean isOfTexts(String name) {
    return !ParameterTable.isOfImages(name) && !name.startsWith("logit_");
  }

  private static long count(ClipConfig config, Predicate<String> which) {
    return ParameterTable.of(config).entrySet().stream()
        .filter(entry -> ParameterTable.isTrained(entry.getKey()))
        .filter(entry -> which.test(entry.getKey()))
        .mapToLong(entry -> entry.getValue().size())
        .sum();
  }

  private String describe(WeightFiles weights) {
    String types =
        weights.types().entrySet().stream()
            .map(type -> type.getValue() + " " + type.getKey())
            .collect(Collectors.joining(", "));
    String unknown = weights.unknown().isEmpty() ? "" : "; without use: " + weights.unknown();
    return String.format(
        Locale.ROOT,
        "%,d bytes in %s; %d tensors (%s)%s",
        weights.bytes(),
        weights.files().stream()
            .map(file -> file.getFileName().toString())
            .collect(Collectors.joining(", ")),
        weights.tensors(),
        types,
        unknown);
  }

  private static Map<String, Object> fields(
      CheckpointDirectory checkpoint, Optional<WeightFiles> weights) {
    ClipConfig config = checkpoint.config();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("architecture", architecture(config));
    fields.put("layout", checkpoint.layout().name());
    fields.put("image_tower", tower((Record) config.image()));
    fields.put("text_tower", tower((Record) config.text()));
    fields.put("embedding", config.embeddingDimension());
    fields.put("logit_bias", config.logitBias());
    fields.put("parameters", count(config, name -> true));
    fields.put("image_parameters", count(config, ParameterTable::isOfImages));
    fields.put("text_parameters", count(config, ModelInfoCommand::isOfTexts));
    weights.ifPresent(files -> fields.put("weights", weights(files)));
    Preprocessing preprocessing = checkpoint.preprocessing();
    fields.put("preprocessing", preprocessing);
    fields.put("jpeg_decoder", JpegEngine.chosen().describe());
    fields.put("from", checkpoint.provenance());
    return fields;
  }

  private static Map<String, Object> tower(Record tower) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("kind", tower.getClass().getSimpleName());
    fields.putAll(Output.fields(tower));
    return fields;
  }

  private static Map<String, Object> weights(WeightFiles files) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("files", files.files().stream().map(f -> f.getFileName().toString()).toList());
    fields.put("bytes", files.bytes());
    fields.put("types", files.types());
    fields.put("unknown", files.unknown());
    return fields;
  }
}
