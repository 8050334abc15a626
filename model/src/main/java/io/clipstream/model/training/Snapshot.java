package io.clipstream.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.clipstream.model.ModelException;
import io.clipstream.model.checkpoint.Safetensors;
import io.clipstream.model.checkpoint.SafetensorsWriter;
import io.clipstream.model.training.data.DataPosition;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All that a training run needs to go on bit for bit, in one safetensors file: weights, averaged
 * weights, the optimiser's moments, the step and the place in the data. A new snapshot replaces the
 * old one only when it is on the disk.
 *
 * @param step optimiser steps taken
 * @param position where the data goes on
 * @param settings what the run was started with, as text; a run with other settings cannot go on
 */
record Snapshot(long step, DataPosition position, String settings) {
  /** Arrays by what they are: weights, average, first, second; then by the parameter's name. */
  interface Arrays {
    Map<String, NDArray> of(String kind);
  }

  static final java.util.List<String> KINDS =
      java.util.List.of("weights", "average", "first", "second");

  /**
   * Writes a snapshot.
   *
   * @throws ModelException if the disk refuses; an earlier snapshot is still there then
   */
  void write(Path file, Arrays arrays) {
    Map<String, NDArray> all = new LinkedHashMap<>();
    for (String kind : KINDS) {
      arrays.of(kind).forEach((name, array) -> all.put(kind + "." + name, array));
    }
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      try (FileOutputStream stream = new FileOutputStream(part.toFile());
          OutputStream out = new BufferedOutputStream(stream, 1 << 16)) {
        new SafetensorsWriter(file.toString(), DataType.FLOAT32).write(out, metadata(), all);
        out.flush();
        stream.getFD().sync();
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      deleteQuietly(part);
      throw new ModelException(file + ": the snapshot cannot be written: " + e.getMessage(), e);
    }
  }

  private static void deleteQuietly(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      // The disk is in trouble already; the first error says so.
    }
  }

  private Map<String, String> metadata() {
    return Map.of("step", "" + step, "position", position.encoded(), "settings", settings);
  }

  /** Whether a file is a snapshot that a run with these settings can go on from. */
  static boolean isOf(String settings, Path file) {
    try (Safetensors stored = Safetensors.open(file)) {
      return settings.equals(stored.metadata().get("settings"));
    } catch (ModelException e) {
      return false; // damaged
    }
  }

  /**
   * Reads a snapshot into arrays of the same names and shapes.
   *
   * @param settings of the run that wants to go on
   * @throws ModelException if the file is damaged or of another run
   */
  static Snapshot read(Path file, String settings, Arrays into, NDManager manager) {
    try (Safetensors stored = Safetensors.open(file);
        NDManager scope = manager.newSubManager()) {
      Map<String, String> metadata = stored.metadata();
      if (!settings.equals(metadata.get("settings"))) {
        throw new ModelException(
            file
                + ": the snapshot is of a run with other settings\n  then: "
                + metadata.get("settings")
                + "\n  now:  "
                + settings
                + "\nRepeat the earlier settings, or choose another output.");
      }
      for (String kind : KINDS) {
        into.of(kind).forEach((name, array) -> copy(stored, scope, kind + "." + name, array));
      }
      return new Snapshot(
          Long.parseLong(metadata.get("step")),
          DataPosition.parse(metadata.get("position")),
          settings);
    }
  }

  private static void copy(Safetensors stored, NDManager scope, String name, NDArray target) {
    try (NDArray array = stored.load(scope, name, DataType.FLOAT32)) {
      if (!array.getShape().equals(target.getShape())) {
        throw new ModelException(
            stored.file()
                + ": "
                + name
                + " has shape "
                + array.getShape()
                + ", expected "
                + target.getShape());
      }
      array.copyTo(target);
    }
  }
}
