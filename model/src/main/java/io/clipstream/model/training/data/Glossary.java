package io.clipstream.model.training.data;

import io.clipstream.model.TextFile;
import io.clipstream.schemas.SettingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Terms and what they mean, in words: a text encoder learns from it what no picture shows.
 *
 * @param name what it is called in the description of a run
 * @param entries two or more
 */
public record Glossary(String name, List<Entry> entries) {
  private static final int MAX_BYTES = 1 << 27;
  private static final String HEADER = "term\tmeaning";

  /**
   * What a line says.
   *
   * @param term a word or a few
   * @param meanings one or more: definitions, broader terms, other names. The same one twice is
   *     drawn twice as often
   */
  public record Entry(String term, List<String> meanings) {
    public Entry {
      meanings = List.copyOf(meanings);
    }
  }

  /** A term beside one of its meanings. */
  public record Meaning(String term, String meaning) {}

  public Glossary {
    entries = List.copyOf(entries);
    if (entries.size() < 2) {
      throw new SettingException(
          name + ": expected 2 terms or more to tell apart, found " + entries.size());
    }
  }

  /**
   * Reads a table: the header {@code term<TAB>meaning}, then a term a line with one or more
   * meanings, all between tabs.
   *
   * @throws SettingException if it does not read so, naming the line
   * @throws io.clipstream.schemas.ResourceException if it is missing or cannot be read
   */
  public static Glossary read(Path file) {
    List<String> lines = TextFile.lines(file, MAX_BYTES);
    if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
      throw new SettingException(
          file
              + ": expected a first line of term and meaning with a tab between them, found "
              + (lines.isEmpty() ? "nothing" : "'" + lines.get(0) + "'"));
    }
    List<Entry> entries = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        entries.add(entry(file, i + 1, TextFile.columns(lines.get(i))));
      }
    }
    return new Glossary(file.getFileName().toString(), entries);
  }

  private static Entry entry(Path file, int line, List<String> columns) {
    List<String> texts = columns.stream().map(String::strip).toList();
    List<String> meanings = texts.stream().skip(1).filter(meaning -> !meaning.isEmpty()).toList();
    if (texts.get(0).isEmpty() || meanings.isEmpty()) {
      throw new SettingException(
          file
              + ", line "
              + line
              + ": expected a term and a meaning or more, found '"
              + String.join("\t", columns)
              + "'");
    }
    return new Entry(texts.get(0), meanings);
  }

  /**
   * Meanings of that many random terms, with repetition; they follow from the seed and the step.
   */
  public List<Meaning> draw(int count, long seed, long step) {
    SplittableRandom random = new SplittableRandom(Seeds.mix(seed, step));
    return random
        .ints(count, 0, entries.size())
        .mapToObj(entries::get)
        .map(entry -> new Meaning(entry.term(), any(entry.meanings(), random)))
        .toList();
  }

  private static String any(List<String> texts, SplittableRandom random) {
    return texts.get(random.nextInt(texts.size()));
  }
}
