package io.clipstream.model.text;

import io.clipstream.model.TextFile;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.SettingException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Vectors of words that were learnt from text, such as GloVe's (Pennington et al. 2014): words of
 * like use lie close to each other, also those that no caption has.
 *
 * @param dimension numbers a word, D; 0 where there are no words
 * @param vectors [D] of unit length, by word, in the file's order
 */
public record WordVectors(int dimension, Map<String, float[]> vectors) {
  /** No words. */
  public static final WordVectors NONE = new WordVectors(0, Map.of());

  private static final int MAX_WORDS = 1_000_000;

  public WordVectors {
    vectors = Collections.unmodifiableMap(new LinkedHashMap<>(vectors));
  }

  /** The words, in the file's order. */
  public Set<String> words() {
    return vectors.keySet();
  }

  /**
   * Reads a word a line with its numbers behind it, all between spaces, as GloVe and word2vec write
   * their text files; a first line of two numbers, which are the words and the dimension, is passed
   * over.
   *
   * @throws SettingException if it does not read so, naming the line
   * @throws ResourceException if it is missing or cannot be read
   */
  public static WordVectors read(Path file) {
    Map<String, float[]> vectors = new LinkedHashMap<>();
    int dimension = 0;
    try (BufferedReader in = TextFile.reader(file)) {
      int number = 1;
      for (String line = in.readLine(); line != null; line = in.readLine(), number++) {
        String[] fields = line.strip().split("[ \\t]+");
        boolean head = number == 1 && fields.length == 2;
        if (!head && !line.isBlank()) {
          dimension = dimension == 0 ? fields.length - 1 : dimension;
          vectors.putIfAbsent(fields[0], vector(file, number, fields, dimension));
        }
        if (vectors.size() > MAX_WORDS) {
          throw new SettingException(file + ": expected at most " + MAX_WORDS + " words");
        }
      }
    } catch (IOException e) {
      throw new ResourceException(file + ": cannot be read: " + e.getMessage(), e);
    }
    if (vectors.isEmpty()) {
      throw new SettingException(file + ": expected a word and its vector a line, found none");
    }
    return new WordVectors(dimension, vectors);
  }

  private static float[] vector(Path file, int line, String[] fields, int dimension) {
    if (fields.length - 1 != dimension || dimension == 0) {
      throw new SettingException(
          "%s, line %d: expected a word and %s, found '%s' and %d of them"
              .formatted(
                  file,
                  line,
                  dimension == 0 ? "its numbers" : dimension + " numbers as in the line before",
                  fields[0],
                  fields.length - 1));
    }
    double[] numbers = new double[dimension];
    double square = 0;
    for (int i = 0; i < dimension; i++) {
      numbers[i] = number(file, line, fields[i + 1]);
      square += numbers[i] * numbers[i];
    }
    return unit(numbers, Math.sqrt(square));
  }

  private static double number(Path file, int line, String field) {
    try {
      double number = Double.parseDouble(field);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new SettingException(
        "%s, line %d: expected a number, found '%s'".formatted(file, line, field));
  }

  /** A vector of nothing but zeros stays that. */
  private static float[] unit(double[] numbers, double length) {
    float[] vector = new float[numbers.length];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (length == 0 ? 0 : numbers[i] / length);
    }
    return vector;
  }
}
