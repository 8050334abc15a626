package io.clipstream.cli.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tests on photographs: many of Tux Paint's stamps are photographs of things, cut out, with a line
 * of description. {@code stamps.tsv} says which, and what they show. They are under GPL-2, so for
 * evaluation only, like everything share-alike here.
 *
 * @param folder the data set's
 */
record StampTables(Path folder, Rasteriser rasteriser, ConceptNames names) {
  private static final String IN_PACKAGE = "./usr/share/tuxpaint/stamps/";

  /** Writes pictures and the table; the number of its rows. */
  int write(Path archive) throws IOException {
    Map<String, Concept> chosen = chosen();
    Map<String, byte[]> files =
        Archives.readDeb(
            archive,
            path ->
                path.startsWith(IN_PACKAGE)
                    && !path.contains("/cartoon/")
                    && path.matches(".*\\.(png|txt)")
                    && chosen.containsKey(name(path)));
    try (TsvFile table =
        new TsvFile(folder.resolve("photos.tsv"), "path", "class", "caption", "group")) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        if (file.getKey().endsWith(".png")) {
          byte[] text = files.get(file.getKey().replaceAll("png$", "txt"));
          add(file.getKey(), file.getValue(), text, chosen.get(name(file.getKey())), table);
        }
      }
      return table.rows();
    }
  }

  /** Concepts by the file name of their stamp, those kept for the test of concepts left out. */
  private Map<String, Concept> chosen() {
    Map<String, Concept> chosen = new HashMap<>();
    for (String[] row : Resources.table("stamps.tsv")) {
      names
          .named(row[1])
          .filter(concept -> !HoldOut.tested(concept))
          .ifPresent(concept -> chosen.put(row[0], concept));
    }
    return chosen;
  }

  private void add(String file, byte[] png, byte[] text, Concept concept, TsvFile table)
      throws IOException {
    Optional<BufferedImage> image = rasteriser.picture(png);
    if (image.isPresent()) {
      String path = "pictures/tuxpaint/" + file.substring(IN_PACKAGE.length());
      PictureWriter.save(image.get(), folder.resolve(path));
      String description = text == null ? concept.label() : firstLine(text);
      table.add(List.of(path, concept.label(), description, concept.group()));
    }
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1, path.lastIndexOf('.'));
  }

  private static String firstLine(byte[] text) {
    return new String(text, StandardCharsets.UTF_8).lines().findFirst().orElse("").strip();
  }
}
