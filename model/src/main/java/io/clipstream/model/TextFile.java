package io.clipstream.model;

import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.SettingException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Texts that people write, with whatever editor: UTF-8, with or without the byte order mark that
 * some put in front, with lines that end in LF or CR LF.
 */
public final class TextFile {
  private static final int MARK_BYTES = 3;
  private static final char MARK = '\ufeff';
  private static final int MAX_LINE = 1 << 20;

  private TextFile() {}

  /**
   * The whole of a file, without its mark.
   *
   * @throws ResourceException if it is missing or cannot be read
   * @throws SettingException if it has more bytes, or is no UTF-8
   */
  public static String read(Path file, int maxBytes) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw new SettingException(
            file + ": expected a text of at most " + maxBytes + " bytes, found more");
      }
      return text(file.toString(), bytes);
    } catch (NoSuchFileException e) {
      throw new ResourceException(file + ": expected a text file, found no such file", e);
    } catch (IOException e) {
      throw new ResourceException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** As {@link #read}, by lines. */
  public static List<String> lines(Path file, int maxBytes) {
    return read(file, maxBytes).lines().toList();
  }

  /**
   * The text that {@code bytes} are, without its mark.
   *
   * @param subject what errors call it
   * @throws SettingException if they are no UTF-8
   */
  public static String text(String subject, byte[] bytes) {
    if (isUtf16(bytes)) {
      throw new SettingException(subject + ": expected UTF-8, found UTF-16; save it as UTF-8");
    }
    try {
      return withoutMark(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw new SettingException(
          subject + ": expected UTF-8, found other bytes; save it as UTF-8", e);
    }
  }

  /** The text without a byte order mark in front. */
  public static String withoutMark(String text) {
    return !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
  }

  /**
   * The columns of a line between tabs. Spreadsheets put those with a comma or a quote into quotes
   * and double the quotes within; both are taken out again.
   */
  public static List<String> columns(String line) {
    return Arrays.stream(line.split("\t", -1)).map(TextFile::unquoted).toList();
  }

  private static String unquoted(String column) {
    int end = column.length() - 1;
    if (end < 1 || column.charAt(0) != '"' || column.charAt(end) != '"') {
      return column;
    }
    String text = column.substring(1, end);
    boolean doubled = text.replace("\"\"", "").indexOf('"') < 0;
    return doubled ? text.replace("\"\"", "\"") : column;
  }

  /** Whether the bytes begin with the mark of UTF-16, which is what some tables are saved as. */
  public static boolean isUtf16(byte... bytes) {
    return bytes.length >= 2
        && ((bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe)
            || (bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff));
  }

  /**
   * A reader behind the mark that replaces bytes which are no UTF-8: for tables too large to hold,
   * where one bad byte must not cost the rest. A line of more than 2^20 characters is refused.
   *
   * @throws SettingException if the file is UTF-16
   */
  public static BufferedReader reader(Path file) throws IOException {
    PushbackInputStream in = new PushbackInputStream(Files.newInputStream(file), MARK_BYTES);
    try {
      byte[] first = in.readNBytes(MARK_BYTES);
      if (isUtf16(first)) {
        throw new SettingException(file + ": expected UTF-8, found UTF-16; save it as UTF-8");
      }
      String start = new String(first, StandardCharsets.UTF_8);
      if (withoutMark(start).equals(start)) {
        in.unread(first);
      }
      return new Lines(file, new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException | SettingException e) {
      in.close();
      throw e;
    }
  }

  /** A line that never ends is not read to its end. */
  private static final class Lines extends BufferedReader {
    private final Path file;

    Lines(Path file, Reader in) {
      super(in);
      this.file = file;
    }

    @Override
    public String readLine() throws IOException {
      int c = read();
      if (c < 0) {
        return null;
      }
      StringBuilder line = new StringBuilder();
      for (; c >= 0 && c != '\n' && c != '\r'; c = read()) {
        if (line.length() == MAX_LINE) {
          throw new SettingException(
              file + ": expected lines of at most " + MAX_LINE + " characters, found more");
        }
        line.append((char) c);
      }
      skipLineFeed(c);
      return line.toString();
    }

    private void skipLineFeed(int end) throws IOException {
      if (end == '\r') {
        mark(1);
        if (read() != '\n') {
          reset();
        }
      }
    }
  }
}
