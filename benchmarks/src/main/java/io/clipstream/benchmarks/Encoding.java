package io.clipstream.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.Devices;
import io.clipstream.model.encoder.Program;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.image.Preprocessing;
import io.clipstream.model.training.Initialisation;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A batch of pictures through the image tower beside the matrix products of the same shapes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.SECONDS)
public class Encoding {
  /** A name, or a file of it. */
  @Param("ViT-B/32")
  public String architecture;

  /** Pictures at a time. */
  @Param({"1", "8", "32"})
  public int batch;

  /** Threads of the engine; 0 for all cores. */
  @Param("0")
  public int threads;

  private NDManager manager;
  private Weights weights;
  private Program program;
  private MatrixProducts products;
  private NDArray levels;
  private Map<String, NDArray> channels;

  /** Makes random weights and white pictures. */
  @Setup
  public void load() {
    ClipConfig config = Machine.architecture(architecture);
    int side = config.image().imageSize();
    manager = Machine.open(Devices.named("cpu"), threads);
    weights = Initialisation.of(config, 1, manager.newSubManager());
    program = Program.load(manager, config);
    products = new MatrixProducts(manager, MatrixProducts.ofImages(config, batch));
    levels = manager.ones(new Shape(batch, side, side, 3), DataType.UINT8);
    channels = Preprocessing.clip(side).levels(manager);
  }

  /** Frees them. */
  @TearDown
  public void free() {
    products.close();
    program.close();
    weights.close();
    manager.close();
  }

  /** Encodes the batch. */
  @Benchmark
  public void encode() {
    try (NDManager scope = manager.newSubManager()) {
      program.infer(scope, "encode_images", levels, channels, weights.arrays());
    }
  }

  /** Computes the products that encoding needs, and nothing else. */
  @Benchmark
  public void multiply() {
    products.run();
  }
}
