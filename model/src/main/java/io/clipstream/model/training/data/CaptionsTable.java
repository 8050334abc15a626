package io.clipstream.model.training.data;

import io.clipstream.model.ModelException;
import io.clipstream.model.TextFile;
import io.clipstream.model.image.ImageLimits;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A table of captions, as a rule a folder's {@code captions.tsv}: a header that starts with {@code
 * path}, then a row a picture, its path relative to the table's folder, and one or more captions in
 * columns of their own. Each time the picture is shown, each column is as likely as the others.
 */
public final class CaptionsTable implements IndexedPairs {
  /** The table of a folder that is named as a whole. */
  static final String OF_FOLDER = "captions.tsv";

  private final String name;
  private final Path folder;
  private final List<Row> rows;

  /** Captions are kept as an array: a set may have millions of rows. */
  private record Row(String path, String[] captions) {}

  private CaptionsTable(String name, Path folder, List<Row> rows) {
    this.name = name;
    this.folder = folder;
    this.rows = rows;
  }

  /**
   * Reads the table; pictures are only looked for.
   *
   * @param name what people know it as
   * @throws ModelException if the table has no header or no row that can be used
   */
  static CaptionsTable open(String name, Path table, SkipLog skips) throws IOException {
    Path folder = table.toAbsolutePath().getParent();
    List<Row> rows = new ArrayList<>();
    Map<String, String> shared = new HashMap<>();
    Inside inside = new Inside(folder);
    try (BufferedReader in = TextFile.reader(table)) {
      checkHeader(table, in.readLine());
      for (String line; (line = in.readLine()) != null; ) {
        if (!line.isBlank()) {
          add(table, inside, TextFile.columns(line), rows, shared, skips);
        }
      }
    }
    if (rows.isEmpty()) {
      throw new ModelException(
          table
              + ": no row names a picture that is there and a caption; first: "
              + skips.examples());
    }
    return new CaptionsTable(name, folder, rows);
  }

  private static void checkHeader(Path table, String header) {
    if (header == null || !TextFile.columns(header).get(0).strip().equals("path")) {
      String found =
          header == null ? "nothing" : header.substring(0, Math.min(60, header.length()));
      throw new ModelException(
          table + ": the first line is '" + found + "', expected a header path<TAB>caption");
    }
  }

  private static void add(
      Path table,
      Inside inside,
      List<String> fields,
      List<Row> rows,
      Map<String, String> shared,
      SkipLog skips) {
    Path folder = inside.folder();
    String path = fields.get(0).strip();
    List<String> captions = Pair.usable(fields.subList(1, fields.size()));
    if (captions.isEmpty()) {
      skips.add(SkipReason.NO_CAPTION, table + " " + path, "");
    } else if (path.isEmpty() || !inside.isFile(path)) {
      skips.add(SkipReason.MISSING_PICTURE, folder + "/" + path, "");
    } else if (!inside.holds(path)) {
      skips.add(SkipReason.OUTSIDE, folder + "/" + path, "");
    } else {
      // The same caption stands on many rows and in several columns; one copy is enough.
      rows.add(
          new Row(
              path,
              captions.stream()
                  .map(c -> shared.computeIfAbsent(c, k -> k))
                  .toArray(String[]::new)));
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return rows.size();
  }

  @Override
  public Pair get(int index) {
    Row row = rows.get(index);
    Path picture = folder.resolve(row.path());
    return new Pair(picture.toString(), () -> read(picture), List.of(row.captions()));
  }

  private static byte[] read(Path picture) throws IOException {
    long size = Files.size(picture);
    if (size > ImageLimits.DEFAULT.bytes()) {
      throw new IOException(
          "has " + size + " bytes, at most " + ImageLimits.DEFAULT.bytes() + " are read");
    }
    return Files.readAllBytes(picture);
  }
}
