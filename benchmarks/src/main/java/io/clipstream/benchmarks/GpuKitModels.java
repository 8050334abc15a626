package io.clipstream.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.model.Activation;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ImageTower;
import io.clipstream.model.ModelException;
import io.clipstream.model.Precision;
import io.clipstream.model.TextTower;
import io.clipstream.model.checkpoint.Architectures;
import io.clipstream.model.encoder.ParameterTable;
import io.clipstream.model.encoder.Program;
import io.clipstream.model.image.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The encoders of the kit for a GPU: programs, and what their weights must look like. */
final class GpuKitModels {
  static final List<String> ARCHITECTURES = List.of("ViT-B/32", "ViT-B/16", "ViT-L/14", "RN50");

  private GpuKitModels() {}

  /** Writes programs in each precision and a description of each architecture. */
  static void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    for (String architecture : ARCHITECTURES) {
      ClipConfig config = Architectures.named(architecture);
      String name = architecture.replace('/', '-');
      for (Precision precision : Precision.values()) {
        String file = name + "." + precision.name().toLowerCase(Locale.ROOT) + ".pt";
        Files.write(directory.resolve(file), Program.archive(config, precision));
      }
      new ObjectMapper().writeValue(directory.resolve(name + ".json").toFile(), described(config));
    }
  }

  private static Map<String, Object> described(ClipConfig config) {
    Preprocessing preprocessing = Preprocessing.clip(config.image().imageSize());
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("embedding", config.embeddingDimension());
    model.put("image", image(config));
    model.put("text", text(config.text()));
    model.put("mean", scaled(preprocessing.mean()));
    model.put("deviation", scaled(preprocessing.deviation()));
    Map<String, long[]> shapes = new TreeMap<>();
    ParameterTable.of(config).forEach((name, shape) -> shapes.put(name, shape.getShape()));
    model.put("shapes", shapes);
    return model;
  }

  /** For levels 0 to 255. */
  private static List<Double> scaled(List<Double> statistics) {
    return statistics.stream().map(value -> 255 * value).toList();
  }

  private static Map<String, Object> image(ClipConfig config) {
    return config
        .image()
        .match(
            tower ->
                Map.of(
                    "kind", "VisionTransformer",
                    "side", tower.imageSize(),
                    "patch", tower.patchSize(),
                    "width", tower.width(),
                    "layers", tower.layers(),
                    "heads", tower.heads(),
                    "quick", tower.activation() == Activation.QUICK_GELU,
                    "epsilon", tower.layerNormEpsilon()),
            tower ->
                Map.of(
                    "kind", "ModifiedResNet",
                    "side", tower.imageSize(),
                    "width", tower.width(),
                    "layers", tower.layers(),
                    "heads", tower.heads()),
            GpuKitModels::refuse,
            GpuKitModels::refuse,
            GpuKitModels::refuse);
  }

  private static Map<String, Object> refuse(ImageTower tower) {
    throw new ModelException("the kit knows the paper's towers only, found " + tower);
  }

  private static Map<String, Object> text(TextTower tower) {
    return Map.of(
        "context", tower.contextLength(),
        "vocabulary", tower.vocabularySize(),
        "width", tower.width(),
        "layers", tower.layers(),
        "heads", tower.heads(),
        "quick", tower.activation() == Activation.QUICK_GELU,
        "epsilon", tower.layerNormEpsilon());
  }
}
