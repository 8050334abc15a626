package io.clipstream.model.evaluation;

import io.clipstream.model.Clip;
import io.clipstream.model.ModelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The pictures of a labelled set, encoded once for all that is measured of them.
 *
 * @param set as it was read
 * @param examples those whose pictures could be read, one or more, in the order of the set
 * @param embeddings a row [E] of unit length for each of them
 * @param unreadable the others, each with the reason
 */
public record EncodedSet(
    LabelledSet set,
    List<LabelledSet.Example> examples,
    float[][] embeddings,
    List<String> unreadable) {
  public EncodedSet {
    examples = List.copyOf(examples);
    unreadable = List.copyOf(unreadable);
    if (examples.size() != embeddings.length) {
      throw new IllegalArgumentException(
          examples.size() + " examples and " + embeddings.length + " embeddings");
    }
  }

  /**
   * Encodes a set.
   *
   * @throws ModelException if not one picture can be read
   */
  public static EncodedSet of(Clip clip, LabelledSet set) {
    List<LabelledSet.Example> examples = new ArrayList<>();
    List<float[]> rows = new ArrayList<>();
    ExamplePictures pictures = new ExamplePictures(clip);
    pictures.encode(
        set.name(),
        set.examples(),
        (read, images) -> {
          examples.addAll(read);
          rows.addAll(rows(images.toFloatArray(), read.size()));
        });
    return new EncodedSet(set, examples, rows.toArray(float[][]::new), pictures.unreadable());
  }

  /** The rows of {@code flat}, [N, E]. */
  static List<float[]> rows(float[] flat, int count) {
    int width = flat.length / count;
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(Arrays.copyOfRange(flat, i * width, (i + 1) * width));
    }
    return rows;
  }

  /** Of two embeddings of unit length. */
  static double cosine(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /**
   * What of it shows one of some classes, to be told from each other and from no others.
   *
   * @throws ModelException if no picture does
   */
  public EncodedSet only(Set<String> classes) {
    int[] kept =
        IntStream.range(0, size()).filter(i -> classes.contains(examples.get(i).label())).toArray();
    if (kept.length == 0) {
      throw new ModelException(
          set.name() + ": no picture that can be read is of the classes in common");
    }
    List<LabelledSet.Example> rest =
        set.examples().stream().filter(e -> classes.contains(e.label())).toList();
    return new EncodedSet(
        new LabelledSet(set.name(), rest),
        Arrays.stream(kept).mapToObj(examples::get).toList(),
        Arrays.stream(kept).mapToObj(i -> embeddings[i]).toArray(float[][]::new),
        unreadable);
  }

  /** Pictures that could be read. */
  public int size() {
    return examples.size();
  }
}
