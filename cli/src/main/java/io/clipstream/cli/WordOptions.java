package io.clipstream.cli;

import io.clipstream.model.text.WordVectors;
import io.clipstream.model.training.WordKnowledge;
import io.clipstream.model.training.data.Glossary;
import io.clipstream.model.training.data.WordLesson;
import io.clipstream.schemas.SettingException;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What a training knows of words besides captions. */
final class WordOptions {
  @Option(
      names = "--word-vectors",
      paramLabel = "FILE",
      description =
          "Vectors of words, one a line as in GloVe's text files: tokens that are words begin with "
              + "them, and a new vocabulary has their words as far as there is room.")
  private Path vectors;

  @ArgGroup(exclusive = false)
  private GlossaryOptions glossary;

  /** Words that texts alone teach. */
  static final class GlossaryOptions {
    @Option(
        names = "--glossary",
        required = true,
        paramLabel = "FILE",
        description =
            "Terms and their meanings, which the text encoder learns besides: a table that begins with "
                + "'term<TAB>meaning', then a term a line with one meaning or more.")
    private Path file;

    @Option(
        names = "--glossary-weight",
        paramLabel = "W",
        description = "Of its loss beside that of the pairs. Default: 1.")
    private double weight = 1;
  }

  /**
   * What is known.
   *
   * @param newTexts whether the text encoder begins anew, so that vectors can be put in
   * @throws SettingException if a file does not read, or a number is out of its range
   * @throws io.clipstream.schemas.ResourceException if there is no such file
   */
  WordKnowledge knowledge(boolean newTexts) {
    if (vectors != null && !newTexts) {
      throw new SettingException(
          "--word-vectors are for a text encoder that begins anew, found one of a checkpoint; begin"
              + " with --architecture, or give --new-text");
    }
    return new WordKnowledge(
        vectors == null ? WordVectors.NONE : WordVectors.read(vectors),
        glossary == null
            ? WordLesson.NONE
            : new WordLesson.OfGlossary(Glossary.read(glossary.file), glossary.weight));
  }
}
