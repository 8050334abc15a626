package io.clipstream.benchmarks.onnx;

import ai.djl.ndarray.NDArray;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.clipstream.model.CausalTextTransformer;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModelException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Map;

/**
 * A tower in ONNX Runtime: the graph is written for one batch size, which lets the run time plan
 * its memory ahead.
 */
public final class OnnxPeer implements AutoCloseable {
  private final OrtSession session;
  private final Map<String, ? extends OnnxTensorLike> inputs;

  /** Writes an image tower. */
  private interface ImageGraph {
    Path write(Path directory, ClipConfig config, Map<String, NDArray> weights, int batch)
        throws IOException;
  }

  private OnnxPeer(Path file, int threads, String name, OnnxTensor input) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      session = environment().createSession(file.toString(), options);
    }
    inputs = Map.of(name, input);
  }

  private static OrtEnvironment environment() {
    return OrtEnvironment.getEnvironment();
  }

  /**
   * The image tower over a batch.
   *
   * @param directory gets the graph and its weights, which must stay
   * @param threads 0 for all cores
   * @param pixels [N, 3, S, S], normalised
   */
  public static OnnxPeer ofImages(
      Path directory, ClipConfig config, Map<String, NDArray> weights, int threads, NDArray pixels)
      throws IOException, OrtException {
    int batch = Math.toIntExact(pixels.getShape().get(0));
    Path file =
        config
            .image()
            .<ImageGraph>match(
                transformer -> OnnxVisionTransformer::write,
                resNet -> OnnxResNet::write,
                siglip -> OnnxSiglipVision::write,
                open -> OnnxPeer::refuse,
                convNeXt -> OnnxPeer::refuse)
            .write(directory, config, weights, batch);
    FloatBuffer values = FloatBuffer.wrap(pixels.toFloatArray());
    long[] shape = pixels.getShape().getShape();
    return new OnnxPeer(
        file, threads, "pixels", OnnxTensor.createTensor(environment(), values, shape));
  }

  /**
   * The text tower over a batch.
   *
   * @param ids [N, L] int64
   */
  public static OnnxPeer ofTexts(
      Path directory, ClipConfig config, Map<String, NDArray> weights, int threads, NDArray ids)
      throws IOException, OrtException {
    if (!(config.text() instanceof CausalTextTransformer)) {
      throw new ModelException("ONNX peers are of the paper's text tower, found " + config.text());
    }
    long[] shape = ids.getShape().getShape();
    Path file = OnnxTextTower.write(directory, config, weights, (int) shape[0], (int) shape[1]);
    LongBuffer values = LongBuffer.wrap(ids.toLongArray());
    return new OnnxPeer(
        file, threads, "ids", OnnxTensor.createTensor(environment(), values, shape));
  }

  private static Path refuse(
      Path directory, ClipConfig config, Map<String, NDArray> weights, int batch) {
    throw new ModelException(
        "ONNX peers are of the paper's towers and of SigLIP's image tower, found " + config);
  }

  /** Features before normalisation, [N][E]. */
  public float[][] features() {
    try (OrtSession.Result result = session.run(inputs)) {
      return (float[][]) result.get(0).getValue();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed", e);
    }
  }

  /** What the peer is, with its version. */
  public static String version() {
    return "ONNX Runtime Java " + environment().getVersion();
  }

  @Override
  public void close() throws OrtException {
    inputs.values().forEach(OnnxTensorLike::close);
    session.close();
  }
}
