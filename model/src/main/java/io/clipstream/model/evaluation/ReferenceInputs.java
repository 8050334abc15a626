package io.clipstream.model.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModelException;
import io.clipstream.model.checkpoint.Safetensors;
import io.clipstream.model.training.PairBatch;
import java.util.Arrays;
import java.util.List;

/** What a file of reference values puts into the encoders, held against what they take. */
final class ReferenceInputs {
  private static final String PIXELS = "input.pixel_values";
  private static final String IDS = "input.input_ids";

  private final Safetensors file;
  private final ClipConfig config;

  private ReferenceInputs(Safetensors file, ClipConfig config) {
    this.file = file;
    this.config = config;
  }

  /**
   * The file's pairs, each its own group.
   *
   * @param manager owns the arrays
   * @throws ModelException if there are none, or the encoders cannot take them
   */
  static PairBatch read(Safetensors file, ClipConfig config, NDManager manager) {
    return new ReferenceInputs(file, config).batch(manager);
  }

  private PairBatch batch(NDManager manager) {
    Shape pixels = shape(PIXELS);
    long pairs = pixels.dimension() == 0 ? 0 : pixels.get(0);
    int side = config.image().imageSize();
    require(PIXELS, pixels, pairs > 0 && pixels.equals(new Shape(pairs, 3, side, side)), side);
    Shape ids = shape(IDS);
    int positions = config.text().contextLength();
    boolean fits = ids.dimension() == 2 && ids.get(0) == pairs;
    require(IDS, ids, fits && ids.get(1) > 0 && ids.get(1) <= positions, positions);
    long[] groups = new long[Math.toIntExact(pairs)];
    Arrays.setAll(groups, i -> i);
    NDArray levels = file.load(manager, PIXELS, DataType.FLOAT32);
    return new PairBatch(levels, manager.create(ids(), ids), manager.create(groups));
  }

  private Shape shape(String name) {
    List<Long> sides = file.entry(name).shape();
    return new Shape(sides.stream().mapToLong(Long::longValue).toArray());
  }

  private void require(String name, Shape found, boolean fits, int limit) {
    if (!fits) {
      String expected =
          name.equals(PIXELS)
              ? "(N, 3, " + limit + ", " + limit + ")"
              : "as many rows as there are pictures, of 1 to " + limit + " tokens";
      throw new ModelException(
          file.file() + ": " + name + " has shape " + found + ", expected " + expected);
    }
  }

  private long[] ids() {
    long[] ids = file.longs(IDS);
    int tokens = config.text().vocabularySize();
    for (long id : ids) {
      if (id < 0 || id >= tokens) {
        throw new ModelException(
            file.file() + ": " + IDS + " holds " + id + ", expected 0 to " + (tokens - 1));
      }
    }
    return ids;
  }
}
