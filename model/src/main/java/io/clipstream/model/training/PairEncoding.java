package io.clipstream.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.TextTower;
import io.clipstream.model.encoder.GradientMode;
import io.clipstream.model.encoder.Program;
import io.clipstream.model.image.Preprocessing;
import io.clipstream.model.text.TokenBatch;
import io.clipstream.model.text.Tokenizer;
import io.clipstream.model.training.data.Batch;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings batches from the loader onto the device: normalised pixels, token ids, positive groups.
 */
final class PairEncoding {
  private final Program program;
  private final Tokenizer tokenizer;
  private final TextTower tower;
  private final Positives positives;
  private final Map<String, NDArray> channels;
  private long truncated;

  /** Which pairs of a batch are positives of each other. */
  enum Positives {
    NONE,
    OF_ONE_CAPTION,
    OF_ONE_SUBJECT
  }

  /**
   * @param tower that the texts are for
   * @param owner owns the channel statistics
   * @param positives which pairs are positives of each other
   */
  PairEncoding(
      Program program,
      Tokenizer tokenizer,
      TextTower tower,
      Preprocessing preprocessing,
      Positives positives,
      NDManager owner) {
    this.program = program;
    this.tokenizer = tokenizer;
    this.tower = tower;
    this.positives = positives;
    this.channels = preprocessing.levels(owner);
  }

  /** The batch as arrays that {@code scope} owns. */
  PairBatch encode(NDManager scope, Batch batch) {
    return new PairBatch(
        pixels(scope, batch), ids(scope, batch), groups(scope, batch), known(scope, batch));
  }

  private NDArray pixels(NDManager scope, Batch batch) {
    GradientMode.off();
    ByteBuffer levels = scope.allocateDirect(batch.pixels().length);
    levels.put(batch.pixels()).flip();
    Shape shape = new Shape(batch.size(), 3, batch.side(), batch.side());
    try (NDManager inner = scope.newSubManager()) {
      NDArray input = inner.create(levels, shape, DataType.UINT8);
      return program.train(scope, "pixels", input, channels).singletonOrThrow();
    }
  }

  private NDArray ids(NDManager scope, Batch batch) {
    List<int[]> texts = batch.captions().stream().map(tokenizer::encode).toList();
    truncated += texts.stream().filter(ids -> ids.length == tokenizer.contextLength()).count();
    TokenBatch padded = tokenizer.batch(texts, tower::positions);
    return scope.create(padded.ids(), new Shape(texts.size(), padded.length()));
  }

  private NDArray groups(NDManager scope, Batch batch) {
    List<String> alike =
        positives == Positives.OF_ONE_SUBJECT ? batch.subjects() : batch.captions();
    boolean grouped = positives != Positives.NONE;
    Map<String, Long> numbers = new HashMap<>();
    long[] groups = new long[batch.size()];
    for (int i = 0; i < groups.length; i++) {
      long next = i;
      groups[i] = grouped ? numbers.computeIfAbsent(alike.get(i), c -> next) : next;
    }
    return scope.create(groups);
  }

  private static NDArray known(NDManager scope, Batch batch) {
    float[] known = new float[batch.size()];
    for (int i = 0; i < known.length; i++) {
      known[i] = batch.known().get(i) ? 1 : 0;
    }
    return scope.create(known);
  }

  /** Captions that filled the whole context so far, so that words at their end may be missing. */
  long truncated() {
    return truncated;
  }
}
