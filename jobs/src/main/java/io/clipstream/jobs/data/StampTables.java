package io.clipstream.jobs.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tests on photographs: Tux Paint's stamps are mostly photographs of things, cut out, with a line
 * of description. They are under GPL-2, so for evaluation only, like everything share-alike here.
 *
 * @param folder the data set's
 */
record StampTables(Path folder, Rasteriser rasteriser, ConceptNames names) {
  private static final String IN_PACKAGE = "./usr/share/tuxpaint/stamps/";

  /** Drawings, doubles, and parts of the alphabet are no photographs of things. */
  private static final String NO_PHOTOGRAPH =
      ".*(/cartoon/|/symbols/|/plastic/|/toys/|/roadsigns/|/seasonal/|_mirror\\.).*";

  /** Writes pictures and the table; the number of its rows. */
  int write(Path archive) throws IOException {
    Map<String, byte[]> files =
        Archives.readDeb(
            archive,
            f ->
                f.startsWith(IN_PACKAGE)
                    && (f.endsWith(".png") || f.endsWith(".txt"))
                    && !f.matches(NO_PHOTOGRAPH));
    try (TsvFile table =
        new TsvFile(folder.resolve("photos.tsv"), "path", "class", "caption", "group")) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        if (file.getKey().endsWith(".png")) {
          add(file.getKey(), file.getValue(), files, table);
        }
      }
      return table.rows();
    }
  }

  private void add(String file, byte[] png, Map<String, byte[]> files, TsvFile table)
      throws IOException {
    String stem = file.substring(0, file.length() - ".png".length());
    byte[] text = files.get(stem + ".txt");
    if (text == null) {
      return;
    }
    String description = firstSentence(new String(text, StandardCharsets.UTF_8));
    Concept concept = names.endingIn(description).orElse(null);
    if (concept == null || HoldOut.tested(concept)) {
      return;
    }
    Optional<BufferedImage> image = rasteriser.picture(png);
    if (image.isPresent()) {
      String path = "pictures/tuxpaint/" + stem.substring(IN_PACKAGE.length()) + ".png";
      PictureWriter.save(image.get(), folder.resolve(path));
      table.add(List.of(path, concept.label(), description, concept.group()));
    }
  }

  private static String firstSentence(String text) {
    String line = text.lines().findFirst().orElse("").strip();
    int end = line.indexOf('.');
    return end > 0 ? line.substring(0, end) : line;
  }
}
