package io.clipstream.model.checkpoint;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModelException;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.image.Preprocessing;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A checkpoint on disk in one of the two public layouts. Opening reads the configuration only; the
 * weights are read by {@link #load}.
 */
public final class CheckpointDirectory {
  private static final Log LOG = Log.of(CheckpointDirectory.class);
  private static final int SHOWN = 5;

  private final Path path;
  private final Layout layout;
  private final ClipConfig config;
  private final Preprocessing preprocessing;
  private final Map<String, String> provenance;

  private CheckpointDirectory(
      Path path,
      Layout layout,
      ClipConfig config,
      Preprocessing preprocessing,
      Map<String, String> provenance) {
    this.path = path;
    this.layout = layout;
    this.config = config;
    this.preprocessing = preprocessing;
    this.provenance = Collections.unmodifiableMap(provenance);
  }

  /**
   * Reads the configuration files of {@code dir}.
   *
   * @throws ResourceException if there is no such directory
   * @throws ModelException if the directory is in neither layout or in both, or its configuration
   *     asks for something that is not implemented
   */
  public static CheckpointDirectory open(Path dir) {
    Layout layout = layoutOf(dir);
    Path file = dir.resolve(layout.configFile());
    Map<String, String> provenance = new LinkedHashMap<>();
    try {
      ClipConfig config =
          switch (layout) {
            case HUGGING_FACE -> HuggingFaceConfig.read(file, provenance);
            case OPEN_CLIP -> OpenClipConfig.read(file, provenance);
          };
      Preprocessing preprocessing = preprocessing(dir, layout, config, provenance);
      return new CheckpointDirectory(dir, layout, config, preprocessing, provenance);
    } catch (ModelException e) {
      throw e.getMessage().startsWith(dir.toString())
          ? e
          : new ModelException(file + ": " + e.getMessage(), e);
    }
  }

  private static Layout layoutOf(Path dir) {
    if (!Files.isDirectory(dir)) {
      throw new ResourceException(dir + ": expected a checkpoint directory, found none");
    }
    List<Layout> configured =
        Stream.of(Layout.values())
            .filter(layout -> Files.exists(dir.resolve(layout.configFile())))
            .toList();
    List<Layout> complete = configured.stream().filter(layout -> layout.hasWeights(dir)).toList();
    List<Layout> candidates = complete.isEmpty() ? configured : complete;
    if (candidates.size() > 1) {
      throw new ModelException(
          dir
              + ": expected one layout, found both config.json (of model.safetensors) and"
              + " open_clip_config.json (of open_clip_model.safetensors); keep one of the pairs");
    }
    if (candidates.isEmpty()) {
      throw new ModelException(
          dir + ": expected " + HuggingFaceConfig.FILE + " or " + OpenClipConfig.FILE);
    }
    refuseWeightsOfAnother(dir, candidates.get(0));
    return candidates.get(0);
  }

  /** One layout's configuration beside nothing but another's weights. */
  private static void refuseWeightsOfAnother(Path dir, Layout layout) {
    if (layout.hasWeights(dir)) {
      return;
    }
    for (Layout other : Layout.values()) {
      if (other.hasWeights(dir)) {
        throw new ModelException(
            "%s: expected %s beside %s, found %s, which goes with %s; the directory mixes layouts"
                .formatted(
                    dir,
                    layout.weightsFile(),
                    layout.configFile(),
                    other.weightsFile(),
                    other.configFile()));
      }
    }
  }

  private static Preprocessing preprocessing(
      Path dir, Layout layout, ClipConfig config, Map<String, String> provenance) {
    int imageSize = config.image().imageSize();
    if (layout == Layout.OPEN_CLIP) {
      return PreprocessingFiles.openClip(dir.resolve(OpenClipConfig.FILE), imageSize, provenance);
    }
    return PreprocessingFiles.huggingFace(dir, imageSize, provenance);
  }

  /** The directory. */
  public Path path() {
    return path;
  }

  /** The layout that the directory is in. */
  public Layout layout() {
    return layout;
  }

  /** The architecture. */
  public ClipConfig config() {
    return config;
  }

  /** What pictures go through before the image tower. */
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  /** Where each number came from: a file and key, or {@code default of ...}, by what it is. */
  public Map<String, String> provenance() {
    return provenance;
  }

  /**
   * Reads the weights. The caller owns the result.
   *
   * @param type {@link DataType#FLOAT32} or {@link DataType#FLOAT16}, whatever the files hold
   * @throws ModelException if a file is missing or damaged, or a tensor is missing or has another
   *     shape; tensors that the model does not know are logged
   */
  public Weights load(Device device, DataType type) {
    try (TensorFiles files = TensorFiles.open(path, layout.weightsFile())) {
      List<String> unknown = WeightsLoader.check(files, layout, config);
      if (!unknown.isEmpty()) {
        LOG.with(LogKey.PATH, path)
            .with(LogKey.COUNT, unknown.size())
            .with(LogKey.DETAIL, unknown.stream().limit(SHOWN).map(Printable::text).toList())
            .warn("a checkpoint holds tensors that this architecture has no use for");
      }
      return WeightsLoader.load(files, layout, config, device, type);
    }
  }

  /**
   * Looks at the headers of the weight files without reading the weights.
   *
   * @return empty where the directory holds configuration only
   * @throws ModelException as {@link #load}
   */
  public Optional<WeightFiles> weightFiles() {
    if (!layout.hasWeights(path)) {
      return Optional.empty();
    }
    try (TensorFiles files = TensorFiles.open(path, layout.weightsFile())) {
      return Optional.of(files.summary(WeightsLoader.check(files, layout, config)));
    }
  }

  /**
   * The free text in the header of the weights file, see {@link CheckpointExtras}; empty where the
   * weights are in several files or there are none.
   *
   * @throws ModelException if the file is damaged
   */
  public Map<String, String> metadata() {
    Path file = path.resolve(layout.weightsFile());
    if (!Files.isRegularFile(file)) {
      return Map.of();
    }
    try (Safetensors weights = Safetensors.open(file)) {
      return weights.metadata();
    }
  }

  /**
   * The two numbers that scores depend on besides similarities; no other weights are read.
   *
   * @throws ModelException if the weights cannot be read or have no logit scale
   */
  public Calibration calibration() {
    try (TensorFiles files = TensorFiles.open(path, layout.weightsFile())) {
      WeightsLoader.check(files, layout, config);
      return Calibration.of(files, metadata());
    }
  }

  /** Tensors in the files that the architecture has no use for. */
  public List<String> unknownTensors() {
    try (TensorFiles files = TensorFiles.open(path, layout.weightsFile())) {
      return WeightsLoader.check(files, layout, config);
    }
  }
}
