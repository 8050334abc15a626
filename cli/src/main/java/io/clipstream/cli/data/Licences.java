package io.clipstream.cli.data;

import java.util.List;

/** The table of what the pictures and words may be used for. */
final class Licences {
  private Licences() {}

  /** As Markdown, from the lock file and the designs. */
  static String table(List<LockedPackage> locked) {
    StringBuilder text =
        new StringBuilder("# Licences\n\n| package | used for | licence |\n| --- | --- | --- |\n");
    for (LockedPackage p : locked) {
      text.append("| ").append(p.spec()).append(" | ").append(use(p.name())).append(" |\n");
    }
    return text.append("\nEach package's own licence file has the full terms and the authors.\n")
        .toString();
  }

  private static String use(String name) {
    for (Design design : Design.TRAINED) {
      if (design.packageName().equals(name)) {
        return "training pictures | " + design.licence();
      }
    }
    return switch (name) {
      case "openmoji" -> "test pictures, never trained on | " + Design.EVALUATED.licence();
      case "openclipart-svg" -> "training and test pictures, captions | public domain";
      case "tuxpaint-stamps-default" -> "test pictures, never trained on | GPL-2.0";
      case "emojibase-data" -> "names and groups | MIT";
      default -> "keywords | Unicode-3.0";
    };
  }
}
