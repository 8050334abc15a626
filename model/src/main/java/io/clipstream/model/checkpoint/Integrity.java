package io.clipstream.model.checkpoint;

import io.clipstream.model.ModelException;
import io.clipstream.model.TextFile;
import io.clipstream.schemas.Digests;
import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The {@code SHA256SUMS} of a checkpoint: a line a file, as the common {@code sha256sum} tool
 * writes and checks them. Its own hash names the checkpoint by content.
 */
public final class Integrity {
  /** Name of the file with the hashes. */
  public static final String FILE = "SHA256SUMS";

  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *](.+)");
  private static final int MAX_BYTES = 1 << 20;

  private Integrity() {}

  /**
   * Checks every file of {@code dir} against {@code SHA256SUMS}.
   *
   * @return the checkpoint's identity: the SHA-256 of the sorted lines, in hexadecimal
   * @throws ModelException naming the file, if it differs, is missing, or is not listed (hidden
   *     files aside)
   */
  public static String verify(Path dir) {
    try {
      Map<String, String> expected = read(dir.resolve(FILE));
      for (Map.Entry<String, String> entry : expected.entrySet()) {
        verify(dir.resolve(entry.getKey()), entry.getValue());
      }
      for (String name : visibleFiles(dir)) {
        if (!expected.containsKey(name)) {
          throw new ModelException(
              dir.resolve(name) + ": expected only files listed in " + FILE + ", found this one");
        }
      }
      return identity(expected);
    } catch (IOException e) {
      throw new ModelException(dir + " cannot be verified: " + e.getMessage(), e);
    }
  }

  private static void verify(Path file, String expected) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new ModelException(file + " is missing, expected SHA-256 " + expected);
    }
    String found = Digests.sha256(file);
    if (!found.equals(expected)) {
      throw new ModelException(
          file + ": expected SHA-256 " + expected + ", found " + found + "; fetch it again");
    }
  }

  /**
   * The hashes of the files in {@code dir}, hidden ones and {@code SHA256SUMS} left out.
   *
   * @return hexadecimal SHA-256 by file name, sorted
   */
  public static Map<String, String> hashes(Path dir) throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    for (String name : visibleFiles(dir)) {
      hashes.put(name, Digests.sha256(dir.resolve(name)));
    }
    return hashes;
  }

  /** The SHA-256 of the lines that {@link #write} writes, in hexadecimal. */
  public static String identity(Map<String, String> hashes) {
    return Digests.sha256(lines(hashes));
  }

  static void write(OutputStream out, Map<String, String> hashes) throws IOException {
    out.write(lines(hashes));
  }

  private static byte[] lines(Map<String, String> hashes) {
    StringBuilder lines = new StringBuilder();
    new TreeMap<>(hashes)
        .forEach((name, hash) -> lines.append(hash).append("  ").append(name).append('\n'));
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The hashes that {@code SHA256SUMS} of a directory names, whether the files are there or not.
   *
   * @return hexadecimal SHA-256 by file name, sorted; {@link #identity} makes the identity of them
   * @throws ModelException if there is no such file, or it is none
   */
  public static Map<String, String> listed(Path dir) throws IOException {
    return read(dir.resolve(FILE));
  }

  private static Map<String, String> read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new ModelException(file + " is missing: expected a line of SHA-256 and name a file");
    }
    Map<String, String> hashes = new TreeMap<>();
    for (String line : lines(file)) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches() || !FileNames.isPlain(matcher.group(2))) {
        throw new ModelException(
            file + ": expected SHA-256 and a plain file name, found " + Printable.text(line));
      }
      if (hashes.put(matcher.group(2), matcher.group(1)) != null) {
        throw new ModelException(file + ": expected one line on " + matcher.group(2));
      }
    }
    return hashes;
  }

  private static List<String> lines(Path file) {
    try {
      return TextFile.lines(file, MAX_BYTES);
    } catch (SettingException e) {
      throw new ModelException(e.getMessage(), e); // of a checkpoint, which no person writes
    }
  }

  private static List<String> visibleFiles(Path dir) throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files
          .filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith(".") && !name.equals(FILE))
          .sorted()
          .toList();
    }
  }
}
