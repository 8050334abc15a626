package io.clipstream.dashboard.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;

/** What changes whenever files do: they are replaced as a whole, or written in place. */
public record FileStamp(List<String> parts) {
  public FileStamp {
    parts = List.copyOf(parts);
  }

  /** The stamp of files as they are now, also of those that are not there. */
  public static FileStamp of(Path... files) {
    return new FileStamp(Arrays.stream(files).map(FileStamp::one).toList());
  }

  private static String one(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return now.lastModifiedTime() + " " + now.size() + " " + now.fileKey();
    } catch (IOException e) {
      return "not there";
    }
  }
}
