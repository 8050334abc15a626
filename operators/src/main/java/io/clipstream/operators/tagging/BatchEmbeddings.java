package io.clipstream.operators.tagging;

import ai.djl.ndarray.NDManager;
import io.clipstream.operators.generation.KnownPictures;
import io.clipstream.operators.generation.TaggingModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The embeddings of a micro-batch, in its order. What the model has encoded before is not encoded
 * again, and what is in the batch twice is encoded once.
 */
final class BatchEmbeddings {
  private final List<byte[]> levels = new ArrayList<>();
  private final Map<KnownPictures.Key, Integer> places = new HashMap<>();
  private final float[][] rows;
  private final int[] placeOf;

  private BatchEmbeddings(int size) {
    this.rows = new float[size][];
    this.placeOf = new int[size];
  }

  /**
   * @throws RuntimeException if the device fails
   */
  static BatchEmbeddings of(TaggingModel model, List<Prepared.Ready> pictures) {
    BatchEmbeddings batch = new BatchEmbeddings(pictures.size());
    for (int i = 0; i < pictures.size(); i++) {
      int at = i;
      pictures
          .get(i)
          .toEncoder(
              decoded -> batch.placeOf[at] = batch.place(decoded),
              recognised -> batch.rows[at] = recognised.known().embedding());
    }
    batch.fill(model);
    return batch;
  }

  /** A row [E] of unit length for each picture. */
  float[][] rows() {
    return rows;
  }

  /** Pictures that passed through the encoder. */
  int encoded() {
    return levels.size();
  }

  private int place(Prepared.Decoded picture) {
    return picture
        .key()
        .map(key -> places.computeIfAbsent(key, first -> append(picture)))
        .orElseGet(() -> append(picture));
  }

  private int append(Prepared.Decoded picture) {
    levels.add(picture.levels());
    return levels.size() - 1;
  }

  private void fill(TaggingModel model) {
    if (levels.isEmpty()) {
      return;
    }
    float[][] encoded = encode(model);
    for (int i = 0; i < rows.length; i++) {
      rows[i] = rows[i] == null ? encoded[placeOf[i]] : rows[i];
    }
  }

  private float[][] encode(TaggingModel model) {
    try (NDManager scope = model.clip().newScope()) {
      float[] numbers = model.clip().encodeImages(scope, levels).toFloatArray(); // [n, E]
      int width = numbers.length / levels.size();
      float[][] encoded = new float[levels.size()][];
      Arrays.setAll(encoded, i -> Arrays.copyOfRange(numbers, i * width, (i + 1) * width));
      return encoded;
    }
  }
}
