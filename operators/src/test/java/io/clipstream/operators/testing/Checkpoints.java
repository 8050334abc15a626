package io.clipstream.operators.testing;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.clipstream.model.Activation;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.TextTower;
import io.clipstream.model.VisionTransformer;
import io.clipstream.model.checkpoint.CheckpointExtras;
import io.clipstream.model.checkpoint.CheckpointWriter;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.image.Preprocessing;
import io.clipstream.model.training.Initialisation;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Small checkpoints with random weights, and their announcements. */
public final class Checkpoints {
  private static final int SIDE = 32;

  private Checkpoints() {}

  /** Writes a checkpoint and announces it as promoted; its id is the directory's name. */
  public static CheckpointEvent write(Path directory, long seed, int dimension) {
    return write(directory, seed, config(dimension, 32), false);
  }

  /** One whose weights take 6 MB, so that it is missed when it is not freed. */
  public static CheckpointEvent wide(Path directory, long seed, int dimension) {
    return write(directory, seed, config(dimension, 256), false);
  }

  /** A checkpoint in which one number is none. */
  public static CheckpointEvent withNan(Path directory, long seed) {
    return write(directory, seed, config(16, 32), true);
  }

  private static CheckpointEvent write(Path directory, long seed, ClipConfig config, boolean nan) {
    NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    try (Weights weights = Initialisation.of(config, seed, manager)) {
      Map<String, NDArray> arrays = new LinkedHashMap<>(weights.arrays());
      if (nan) {
        arrays.put("visual.proj", arrays.get("visual.proj").mul(Float.NaN));
      }
      String sha256 =
          CheckpointWriter.write(
              directory,
              config,
              Preprocessing.clip(SIDE),
              arrays,
              DataType.FLOAT32,
              new CheckpointExtras(
                  Map.of("bpe_simple_vocab_16e6.txt.gz", vocabulary()), "# test\n", Map.of()));
      return event(directory, sha256, config.embeddingDimension());
    }
  }

  private static ClipConfig config(int dimension, int width) {
    Activation quick = Activation.QUICK_GELU;
    return new ClipConfig(
        dimension,
        new VisionTransformer(SIDE, 8, width, 2, 4, 4 * width, quick, 1e-5),
        new TextTower(16, 514, 24, 2, 3, 48, quick, 1e-5, TextTower.HIGHEST_ID));
  }

  /** A vocabulary that merges nothing: 512 byte symbols and both markers. */
  private static byte[] vocabulary() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write("#version: none\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static CheckpointEvent event(Path directory, String sha256, int dimension) {
    CheckpointEvent event = new CheckpointEvent();
    event.setModelName("shop");
    event.setCheckpointId(directory.getFileName().toString());
    event.setUri(directory.toUri().toString());
    event.setSha256(sha256);
    event.setEmbeddingSpaceId("space-" + directory.getFileName());
    event.setEmbeddingDimension(dimension);
    event.setStatus(CheckpointStatus.PROMOTED);
    event.setAnnouncedAt(Instant.EPOCH);
    event.setMetrics(Map.of());
    event.setParentMetrics(Map.of());
    event.setBaselineMetrics(Map.of());
    return event;
  }

  /** The same announcement with another standing. */
  public static CheckpointEvent copy(CheckpointEvent event) {
    return CheckpointEvent.newBuilder(event).build();
  }
}
