package io.clipstream.model.evaluation;

import ai.djl.ndarray.NDArray;
import io.clipstream.model.Clip;
import io.clipstream.model.ModelException;
import io.clipstream.model.probe.Draws;
import io.clipstream.model.probe.Examples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Features of labelled sets, for linear probes. Classes are those of the test set, as for zero-shot
 * evaluation; pictures of others are passed over. A class of the test set that has no picture to
 * learn from can never be right.
 *
 * @param train what probes learn from
 * @param validation what the strength of the penalty is chosen by
 * @param test what is reported
 * @param counts what became of the pictures
 */
record ProbeData(Examples train, Examples validation, Examples test, ProbeCounts counts) {
  /** Share of the training pictures that are set apart where there is no validation set. */
  private static final double VALIDATION = 0.2;

  /**
   * Encodes the sets.
   *
   * @throws ModelException if a set has no readable picture of a class of the test set, or nothing
   *     can be set apart to choose by
   */
  static ProbeData of(Clip clip, ProbeSets sets) {
    Reader reader = new Reader(clip, sets.test());
    Examples test = reader.read(sets.test());
    Examples all = reader.read(sets.train());
    if (sets.validation().isPresent()) {
      return reader.data(all, reader.read(sets.validation().get()), test);
    }
    Draws.Split split = Draws.stratified(all, VALIDATION, sets.seed());
    if (split.drawn().length == 0) {
      throw new ModelException(
          sets.train().name()
              + ": no class has two pictures, so none can be set apart to choose the penalty by; expected two or more, or a validation set");
    }
    return reader.data(all.at(split.rest()), all.at(split.drawn()), test);
  }

  /** Encodes one set after the other. */
  private static final class Reader {
    private final Clip clip;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> unreadable = new ArrayList<>();
    private int passedOver;

    Reader(Clip clip, LabelledSet test) {
      this.clip = clip;
      test.classes().forEach(name -> numbers.put(name, numbers.size()));
    }

    Examples read(LabelledSet set) {
      List<LabelledSet.Example> known =
          set.examples().stream().filter(example -> numbers.containsKey(example.label())).toList();
      passedOver += set.examples().size() - known.size();
      if (known.isEmpty()) {
        throw new ModelException(
            set.name() + ": no picture has a class of the test set, expected the same classes");
      }
      List<double[]> features = new ArrayList<>();
      List<Integer> labels = new ArrayList<>();
      ExamplePictures pictures = new ExamplePictures(clip, clip::probeFeatures);
      pictures.encode(
          set.name(),
          known,
          (examples, encoded) -> {
            features.addAll(rows(encoded));
            examples.forEach(example -> labels.add(numbers.get(example.label())));
          });
      unreadable.addAll(pictures.unreadable());
      return new Examples(
          features.toArray(double[][]::new),
          labels.stream().mapToInt(Integer::intValue).toArray(),
          numbers.size());
    }

    private static List<double[]> rows(NDArray encoded) {
      float[] values = encoded.toFloatArray();
      int width = Math.toIntExact(encoded.getShape().get(1));
      List<double[]> rows = new ArrayList<>();
      for (int from = 0; from < values.length; from += width) {
        double[] row = new double[width];
        for (int i = 0; i < width; i++) {
          row[i] = values[from + i];
        }
        rows.add(row);
      }
      return rows;
    }

    ProbeData data(Examples train, Examples validation, Examples test) {
      int learnt = (int) Arrays.stream(train.labels()).distinct().count();
      ProbeCounts counts =
          new ProbeCounts(
              train.size(),
              validation.size(),
              test.size(),
              numbers.size(),
              numbers.size() - learnt,
              passedOver,
              unreadable);
      return new ProbeData(train, validation, test, counts);
    }
  }
}
