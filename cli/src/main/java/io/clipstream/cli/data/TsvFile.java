package io.clipstream.cli.data;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes a table; what separates fields and lines becomes a blank in them. */
final class TsvFile implements Closeable {
  private final BufferedWriter out;
  private int rows;

  TsvFile(Path file, String... header) throws IOException {
    Files.createDirectories(file.getParent());
    out = Files.newBufferedWriter(file);
    write(List.of(header));
  }

  void add(List<String> fields) throws IOException {
    write(fields);
    rows++;
  }

  /** Rows so far, without the header. */
  int rows() {
    return rows;
  }

  private void write(List<String> fields) throws IOException {
    for (int i = 0; i < fields.size(); i++) {
      out.write(i == 0 ? "" : "\t");
      out.write(fields.get(i).replaceAll("[\\t\\r\\n]+", " ").strip());
    }
    out.write('\n');
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
