package io.clipstream.model.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.clipstream.model.encoder.ArrayDictionary;
import io.clipstream.model.encoder.Program;
import io.clipstream.model.training.Captioning;
import java.util.List;

/** How well the names of classes go with pictures, as an objective has it. */
interface NameScores {
  /**
   * Scores all names.
   *
   * @param features [N, E] of pictures, of any length
   * @return [N, K] in the order of {@link ClassNames}; {@code scope} owns it
   */
  NDArray of(NDManager scope, NDArray features);

  /** What the score of a name is divided by to be a mean over its words. */
  int words(int index);

  /** By the similarity of embeddings; of a picture's only the direction counts. */
  static NameScores contrast(
      NDManager owner, Program program, ClassNames names, ArrayDictionary weights) {
    NDList chunks = new NDList();
    names
        .chunks(owner)
        .forEach(ids -> chunks.addAll(program.infer(owner, "encode_texts", ids, weights)));
    NDArray bank = NDArrays.concat(chunks); // [K, E]
    return new NameScores() {
      @Override
      public NDArray of(NDManager scope, NDArray features) {
        NDArray scores = features.matMul(bank.transpose());
        scores.attach(scope);
        return scores;
      }

      @Override
      public int words(int index) {
        return 1;
      }
    };
  }

  /** By the likelihood of the name, given the picture. */
  static NameScores likelihood(
      Captioning objective,
      NDManager owner,
      Program program,
      ClassNames names,
      ArrayDictionary weights) {
    List<NDArray> chunks = names.chunks(owner);
    return new NameScores() {
      @Override
      public NDArray of(NDManager scope, NDArray features) {
        try (NDManager inner = scope.newSubManager()) {
          NDList rows = new NDList();
          for (long i = 0; i < features.getShape().get(0); i++) {
            NDArray one = features.get(new NDIndex().addSliceDim(i, i + 1)); // [1, E]
            one.attach(inner);
            NDList scores = new NDList();
            chunks.forEach(
                ids -> scores.addAll(program.infer(inner, objective.scores(), one, ids, weights)));
            NDArray row = NDArrays.concat(scores, 1); // [1, K]
            row.attach(inner);
            rows.add(row);
          }
          NDArray all = NDArrays.concat(rows);
          all.attach(scope);
          return all;
        }
      }

      @Override
      public int words(int index) {
        return Math.max(1, names.words(index, objective));
      }
    };
  }
}
