package io.clipstream.model.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.text.Tokenizer;
import io.clipstream.model.training.Captioning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The classes' names in tokens, the short ones first, so that those that are computed at once are
 * of about one length.
 */
final class ClassNames {
  private static final int CHUNK = 128;

  private final List<Name> names = new ArrayList<>();

  private record Name(int place, int[] ids) {}

  ClassNames(List<String> classes, Tokenizer tokenizer) {
    for (int i = 0; i < classes.size(); i++) {
      names.add(new Name(i, tokenizer.encode(classes.get(i))));
    }
    names.sort(Comparator.comparingInt(name -> name.ids().length));
  }

  int count() {
    return names.size();
  }

  /** The class of the name at {@code index}. */
  int place(int index) {
    return names.get(index).place();
  }

  /** Words that the likelihood of a name has: distinct ones, or in order and with the end token. */
  int words(int index, Captioning objective) {
    int[] ids = names.get(index).ids();
    return switch (objective) {
      case BAG_OF_WORDS -> (int) Arrays.stream(ids, 1, ids.length - 1).distinct().count();
      case LANGUAGE_MODEL -> ids.length - 1;
    };
  }

  /** Token ids [K, L] of some names each, which together are all; {@code scope} owns them. */
  List<NDArray> chunks(NDManager scope) {
    List<NDArray> chunks = new ArrayList<>();
    for (int from = 0; from < names.size(); from += CHUNK) {
      chunks.add(chunk(scope, names.subList(from, Math.min(from + CHUNK, names.size()))));
    }
    return chunks;
  }

  private static NDArray chunk(NDManager scope, List<Name> some) {
    int length = some.get(some.size() - 1).ids().length;
    long[] padded = new long[some.size() * length];
    for (int row = 0; row < some.size(); row++) {
      int[] ids = some.get(row).ids();
      for (int i = 0; i < ids.length; i++) {
        padded[row * length + i] = ids[i];
      }
    }
    return scope.create(padded, new Shape(some.size(), length));
  }
}
