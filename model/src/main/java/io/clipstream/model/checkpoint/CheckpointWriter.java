package io.clipstream.model.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModelException;
import io.clipstream.model.encoder.ParameterTable;
import io.clipstream.model.image.Preprocessing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a checkpoint directory: in the HuggingFace layout what that can express, in the OpenCLIP
 * layout the rest, such as ResNets. It appears under its name only when all of it is on the disk.
 */
public final class CheckpointWriter {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private final ClipConfig config;
  private final Preprocessing preprocessing;
  private final CheckpointExtras extras;
  private final Layout layout;

  private CheckpointWriter(
      ClipConfig config, Preprocessing preprocessing, CheckpointExtras extras) {
    this.config = config;
    this.preprocessing = preprocessing;
    this.extras = extras;
    this.layout = extras.openClipTokenizer().isEmpty() ? Layout.of(config) : Layout.OPEN_CLIP;
  }

  /**
   * Writes a checkpoint.
   *
   * @param target the directory to make; must not exist
   * @param arrays every parameter by its name in {@link ParameterTable}, 16- or 32-bit floats
   * @param type what the file holds: {@link DataType#FLOAT32} or {@link DataType#FLOAT16}
   * @return the checkpoint's identity, as {@link Integrity#verify} gives it
   * @throws ModelException if the target exists, an array is missing or has another shape, the
   *     layout cannot express the configuration, or the disk refuses; nothing is left then
   */
  public static String write(
      Path target,
      ClipConfig config,
      Preprocessing preprocessing,
      Map<String, NDArray> arrays,
      DataType type,
      CheckpointExtras extras) {
    return write(target, config, preprocessing, arrays, type, extras, Files::newOutputStream);
  }

  static String write(
      Path target,
      ClipConfig config,
      Preprocessing preprocessing,
      Map<String, NDArray> arrays,
      DataType type,
      CheckpointExtras extras,
      StagedDirectory.Opener opener) {
    CheckpointWriter writer = new CheckpointWriter(config, preprocessing, extras);
    Map<String, NDArray> complete = complete(config, arrays);
    try (StagedDirectory staged = StagedDirectory.beside(target, opener)) {
      writer.weights(staged, complete, type);
      writer.configuration(staged);
      writer.extras(staged);
      String identity = Integrity.identity(staged.hashes());
      staged.publish();
      return identity;
    } catch (FileAlreadyExistsException e) {
      throw new ModelException("checkpoint: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new ModelException(
          target + ": the checkpoint cannot be written: " + e.getMessage() + "; nothing is left",
          e);
    }
  }

  private static Map<String, NDArray> complete(ClipConfig config, Map<String, NDArray> arrays) {
    Map<String, NDArray> ordered = new LinkedHashMap<>();
    ParameterTable.of(config)
        .forEach((name, shape) -> ordered.put(name, checked(name, shape, arrays.get(name))));
    return ordered;
  }

  private static NDArray checked(String name, Shape shape, NDArray array) {
    Shape found = array == null ? null : array.getShape();
    if (!shape.equals(found)) {
      throw new ModelException(
          "parameter " + name + ": expected shape " + shape + ", found " + found);
    }
    return array;
  }

  private void weights(StagedDirectory staged, Map<String, NDArray> arrays, DataType type)
      throws IOException {
    Map<String, String> all = new TreeMap<>(extras.metadata());
    all.put("format", "pt"); // without it the HuggingFace library refuses the file
    SafetensorsWriter writer = new SafetensorsWriter(layout.weightsFile(), type);
    NDManager owner = arrays.values().iterator().next().getManager();
    try (NDManager scope = owner.newSubManager()) {
      Map<String, NDArray> stored = layout.toLayout(config, arrays, scope);
      staged.add(layout.weightsFile(), out -> writer.write(out, all, stored));
    }
  }

  private void configuration(StagedDirectory staged) throws IOException {
    switch (layout) {
      case HUGGING_FACE -> {
        json(staged, HuggingFaceConfig.FILE, HuggingFaceConfig.write(config));
        json(
            staged,
            PreprocessingFiles.HUGGING_FACE,
            PreprocessingFiles.writeHuggingFace(preprocessing, config));
      }
      case OPEN_CLIP ->
          json(
              staged,
              OpenClipConfig.FILE,
              Map.of(
                  "model_cfg",
                  OpenClipConfigWriter.modelCfg(config, extras.openClipTokenizer()),
                  "preprocess_cfg",
                  PreprocessingFiles.writeOpenClip(preprocessing)));
    }
  }

  private static void json(StagedDirectory staged, String name, Map<String, Object> content)
      throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(content);
    staged.add(name, out -> out.write(bytes));
  }

  private void extras(StagedDirectory staged) throws IOException {
    for (Map.Entry<String, byte[]> file : extras.files().entrySet()) {
      if (staged.hashes().containsKey(file.getKey())) {
        throw new ModelException("checkpoint file " + file.getKey() + " is given twice");
      }
      staged.add(file.getKey(), out -> out.write(file.getValue()));
    }
    staged.add("README.md", out -> out.write(extras.modelCard().getBytes(StandardCharsets.UTF_8)));
  }
}
