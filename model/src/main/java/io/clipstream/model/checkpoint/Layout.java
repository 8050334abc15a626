package io.clipstream.model.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.encoder.ParameterTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The two public directory layouts: their file names and the names of their tensors. */
public enum Layout {
  /**
   * {@code config.json} and {@code model.safetensors} of the HuggingFace library's CLIPModel or
   * SiglipModel.
   */
  HUGGING_FACE(HuggingFaceConfig.FILE, "model.safetensors") {
    @Override
    boolean expresses(ClipConfig config) {
      return HuggingFaceConfig.expresses(config);
    }

    @Override
    StoredParameter stored(ClipConfig config, String name, Shape shape) {
      return HuggingFaceNames.of(config, name, shape);
    }
  },

  /** {@code open_clip_config.json} and {@code open_clip_model.safetensors}. */
  OPEN_CLIP(OpenClipConfig.FILE, "open_clip_model.safetensors") {
    @Override
    boolean expresses(ClipConfig config) {
      return true;
    }

    @Override
    StoredParameter stored(ClipConfig config, String name, Shape shape) {
      return OpenClipNames.of(config, name, shape);
    }

    @Override
    String otherwise(String stored) {
      return OpenClipNames.otherwise(stored);
    }
  };

  private final String configFile;
  private final String weightsFile;

  Layout(String configFile, String weightsFile) {
    this.configFile = configFile;
    this.weightsFile = weightsFile;
  }

  /** The layout in which a model of this architecture is written. */
  public static Layout of(ClipConfig config) {
    return HUGGING_FACE.expresses(config) ? HUGGING_FACE : OPEN_CLIP;
  }

  /** Name of the file that holds the architecture. */
  public String configFile() {
    return configFile;
  }

  /** Name of the file that holds the weights, where they are not sharded. */
  public String weightsFile() {
    return weightsFile;
  }

  /** True if a directory holds this layout's weights, in one file or in shards. */
  boolean hasWeights(Path dir) {
    return Files.exists(dir.resolve(weightsFile))
        || Files.exists(dir.resolve(weightsFile + TensorFiles.INDEX_SUFFIX));
  }

  /** True if models of this architecture can be stored in the layout. */
  abstract boolean expresses(ClipConfig config);

  abstract StoredParameter stored(ClipConfig config, String name, Shape shape);

  /** A name by which some files of the layout have a tensor instead; the same if there is none. */
  String otherwise(String stored) {
    return stored;
  }

  /** How some files store the parameters of {@code config}, in the order of {@link #parameters}. */
  List<StoredParameter> parameters(ClipConfig config, Predicate<String> isThere) {
    return parameters(config).stream()
        .map(
            stored ->
                stored.renamed(
                    name ->
                        !isThere.test(name) && isThere.test(otherwise(name))
                            ? otherwise(name)
                            : name))
        .toList();
  }

  /** How each parameter of {@code config} is stored, in the order of {@link ParameterTable}. */
  public List<StoredParameter> parameters(ClipConfig config) {
    if (!expresses(config)) {
      throw HuggingFaceConfig.inexpressible(config);
    }
    List<StoredParameter> stored = new ArrayList<>();
    ParameterTable.of(config).forEach((name, shape) -> stored.add(stored(config, name, shape)));
    return stored;
  }

  /**
   * Parameters, or their gradients, under the layout's own names and in its shapes. Arrays that the
   * layout stores as they are come back as they are; the others are new and belong to {@code
   * manager}.
   *
   * @param config the architecture that the arrays are of
   * @param arrays by the names of {@link ParameterTable}; any subset of them
   */
  public Map<String, NDArray> toLayout(
      ClipConfig config, Map<String, NDArray> arrays, NDManager manager) {
    Map<String, NDArray> named = new LinkedHashMap<>();
    arrays.forEach(
        (name, array) -> {
          StoredParameter stored = stored(config, name, array.getShape());
          List<NDArray> parts = stored.toParts(array);
          for (int i = 0; i < parts.size(); i++) {
            named.put(stored.parts().get(i).name(), owned(parts.get(i), array, manager));
          }
        });
    return named;
  }

  /**
   * The inverse of {@link #toLayout}, for the parameters of {@code config} that {@code named} holds
   * in full.
   */
  public Map<String, NDArray> fromLayout(
      ClipConfig config, Map<String, NDArray> named, NDManager manager) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    for (StoredParameter stored : parameters(config)) {
      List<String> names = stored.parts().stream().map(StoredParameter.Part::name).toList();
      if (named.keySet().containsAll(names)) {
        List<NDArray> parts = names.stream().map(named::get).toList();
        arrays.put(stored.name(), owned(stored.fromParts(parts), parts.get(0), manager));
      }
    }
    return arrays;
  }

  private static NDArray owned(NDArray made, NDArray source, NDManager manager) {
    if (made != source) {
      made.attach(manager);
    }
    return made;
  }
}
