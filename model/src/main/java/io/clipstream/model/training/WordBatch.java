package io.clipstream.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.TextTower;
import io.clipstream.model.text.TokenBatch;
import io.clipstream.model.text.Tokenizer;
import io.clipstream.model.training.data.Glossary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * T terms beside what they mean, on the device, ready for the text encoder.
 *
 * @param terms [T, L] int64
 * @param meanings [T, M] int64
 * @param groups [T] int64: terms with equal numbers mean the same here
 * @param weight of their loss beside that of the pairs
 */
record WordBatch(NDArray terms, NDArray meanings, NDArray groups, double weight) {
  /** The texts as arrays that {@code scope} owns. */
  static WordBatch of(
      NDManager scope,
      Tokenizer tokenizer,
      TextTower tower,
      List<Glossary.Meaning> words,
      double weight) {
    List<String> meanings = words.stream().map(Glossary.Meaning::meaning).toList();
    return new WordBatch(
        ids(scope, tokenizer, tower, words.stream().map(Glossary.Meaning::term).toList()),
        ids(scope, tokenizer, tower, meanings),
        groups(scope, meanings),
        weight);
  }

  private static NDArray ids(
      NDManager scope, Tokenizer tokenizer, TextTower tower, List<String> texts) {
    TokenBatch rows =
        tokenizer.batch(texts.stream().map(tokenizer::encode).toList(), tower::positions);
    return scope.create(rows.ids(), new Shape(texts.size(), rows.length()));
  }

  private static NDArray groups(NDManager scope, List<String> meanings) {
    Map<String, Long> numbers = new HashMap<>();
    meanings.forEach(meaning -> numbers.putIfAbsent(meaning, (long) numbers.size()));
    return scope.create(meanings.stream().mapToLong(numbers::get).toArray());
  }
}
