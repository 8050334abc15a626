package io.clipstream.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.clipstream.model.encoder.Program;
import java.util.Map;

/** Embeddings of whole batches, of unit length, without gradients and at the memory of a chunk. */
final class ChunkedEmbedding {
  private final Program program;
  private final Map<String, NDArray> weights;
  private final int chunk;

  ChunkedEmbedding(Program program, Map<String, NDArray> weights, int chunk) {
    this.program = program;
    this.weights = weights;
    this.chunk = chunk;
  }

  /**
   * Embeddings of all pictures and of all captions, each [N, E]; {@code scope} owns them.
   *
   * @param statistics as in the image tower
   */
  NDList of(NDManager scope, PairBatch batch, int statistics) {
    NDList images = new NDList();
    NDList texts = new NDList();
    for (int from = 0; from < batch.size(); from += chunk) {
      NDList embeddings = embed(scope, batch, from, statistics);
      images.add(embeddings.get(0));
      texts.add(embeddings.get(1));
    }
    return new NDList(NDArrays.concat(images), NDArrays.concat(texts));
  }

  /** Embeddings of all captions, [N, E]; {@code scope} owns them. */
  NDArray texts(NDManager scope, PairBatch batch) {
    NDList texts = new NDList();
    for (int from = 0; from < batch.size(); from += chunk) {
      try (NDManager inner = scope.newSubManager()) {
        NDArray ids = rows(inner, batch.ids(), from);
        texts.addAll(program.train(scope, "text_embeddings", ids, weights));
      }
    }
    return NDArrays.concat(texts);
  }

  private NDList embed(NDManager outer, PairBatch batch, int from, int statistics) {
    try (NDManager inner = outer.newSubManager()) {
      NDArray pixels = rows(inner, batch.pixels(), from);
      NDArray ids = rows(inner, batch.ids(), from);
      return program.train(outer, "embed", pixels, ids, weights, inner.create(statistics));
    }
  }

  /** The rows of {@code array} that belong to the chunk that begins with row {@code from}. */
  NDArray rows(NDManager scope, NDArray array, int from) {
    long to = Math.min(from + (long) chunk, array.getShape().get(0));
    NDArray rows = array.get(new NDIndex().addSliceDim(from, to));
    rows.attach(scope);
    return rows;
  }
}
