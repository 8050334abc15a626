package io.clipstream.operators.tagging;

import io.clipstream.control.RawRecord;
import io.clipstream.schemas.SettingException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What of an image's record reaches its result beside the event: text in attributes, headers under
 * their names behind {@value #HEADER}.
 *
 * @param headers names of headers; {@code *} for all
 * @param key whether the record's key does, as {@value #KEY}
 * @param bytes of all of it at most; what does not fit, or is no UTF-8, is left out
 */
public record Carried(List<String> headers, boolean key, long bytes) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Attributes that begin so are a record's headers. */
  public static final String HEADER = "header.";

  /** The attribute with a record's key. */
  public static final String KEY = "record.key";

  /** The trace that an image belongs to (W3C Trace Context). */
  public static final Carried DEFAULT = new Carried(List.of("traceparent"), false, 4 << 10);

  /**
   * @throws SettingException if the limit is negative
   */
  public Carried {
    headers = List.copyOf(headers);
    if (bytes < 0) {
      throw new SettingException(
          "the size of carried headers is " + bytes + ", expected 0 or more");
    }
  }

  /** The attributes and what is carried; a carried one wins. */
  Map<String, String> into(Map<String, String> attributes, RawRecord record) {
    Map<String, String> found = new HashMap<>();
    if (key) {
      text(record.key()).ifPresent(text -> found.put(KEY, text));
    }
    for (RawRecord.Header header : record.headers()) {
      if (headers.contains(header.name()) || headers.contains("*")) {
        text(header.value()).ifPresent(text -> found.put(HEADER + header.name(), text));
      }
    }
    if (found.isEmpty()) {
      return attributes;
    }
    Map<String, String> all = new HashMap<>(attributes);
    long left = bytes;
    for (Map.Entry<String, String> entry : found.entrySet()) {
      long size = (long) length(entry.getKey()) + length(entry.getValue());
      if (size <= left) {
        left -= size;
        all.put(entry.getKey(), entry.getValue());
      }
    }
    return all;
  }

  /** The attributes with these headers, in place of those of the same names. */
  static Map<String, String> withHeaders(
      Map<String, String> attributes, Map<String, String> headers) {
    if (headers.isEmpty()) {
      return attributes;
    }
    Map<String, String> all = new HashMap<>(attributes);
    headers.forEach((name, value) -> all.put(HEADER + name, value));
    return all;
  }

  private static int length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private Optional<String> text(byte[] value) {
    if (value == null || value.length > bytes) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
