package io.clipstream.model.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.clipstream.model.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file, checked in full before any of its numbers is used: types known,
 * shapes and byte ranges in agreement, ranges that cover the data without overlap or hole. Read
 * token by token, so that a large header costs no more than the tensors it describes.
 *
 * @param metadata the free text entries
 * @param entries the tensors in the file's own order
 */
record SafetensorsHeader(Map<String, String> metadata, Map<String, SafetensorsEntry> entries) {
  /** Longest header that is read, in bytes; the limit of the format's own implementation. */
  static final long MAX_BYTES = 100_000_000;

  private static final int MAX_TENSORS = 1 << 17;
  private static final int MAX_DIMENSIONS = 8;

  /** What any known file has in free text, many times over; without a limit it fills the heap. */
  private static final int MAX_METADATA_ENTRIES = 1 << 14;

  private static final int MAX_METADATA_CHARACTERS = 1 << 24;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  /**
   * Parses the header.
   *
   * @param file named in errors
   * @param json exactly the header's bytes
   * @param dataBytes length of the file behind the header
   * @throws ModelException if the header breaks a rule of the format
   */
  static SafetensorsHeader parse(Path file, InputStream json, long dataBytes) throws IOException {
    Parser parser = new Parser(file);
    try (JsonParser tokens = JSON.createParser(checkedStart(file, json))) {
      parser.header(tokens);
    } catch (JsonProcessingException e) {
      throw new ModelException(
          file + ": the header is not valid JSON: " + e.getOriginalMessage(), e);
    }
    checkCoverage(file, parser.entries, dataBytes);
    return new SafetensorsHeader(
        Collections.unmodifiableMap(parser.metadata), Collections.unmodifiableMap(parser.entries));
  }

  /** The format has UTF-8 without a mark; the library would take other encodings too. */
  private static InputStream checkedStart(Path file, InputStream json) throws IOException {
    PushbackInputStream in = new PushbackInputStream(json, 2);
    byte[] first = in.readNBytes(2);
    boolean marked = first.length > 0 && (first[0] & 0xff) >= 0xef;
    if (marked || (first.length > 1 && (first[0] == 0 || first[1] == 0))) {
      throw new ModelException(
          "%s: the header begins with byte 0x%02x and is no UTF-8 without a mark, expected '{'"
              .formatted(file, first[0]));
    }
    in.unread(first);
    return in;
  }

  private static void checkCoverage(
      Path file, Map<String, SafetensorsEntry> entries, long dataBytes) {
    List<SafetensorsEntry> inOrder = new ArrayList<>(entries.values());
    inOrder.sort(
        Comparator.comparingLong(SafetensorsEntry::begin).thenComparing(SafetensorsEntry::end));
    long end = 0;
    for (SafetensorsEntry entry : inOrder) {
      if (entry.begin() != end) {
        String what = entry.begin() < end ? "overlaps the tensor before it" : "leaves a hole";
        throw problem(file, entry.name(), "an offset of " + end, entry.begin() + ", which " + what);
      }
      end = entry.end();
      if (end > dataBytes) {
        throw problem(
            file, entry.name(), "to end within the file's " + dataBytes + " data bytes", end);
      }
    }
    if (end != dataBytes) {
      throw new ModelException(
          file
              + ": expected "
              + end
              + " data bytes, the end of the last tensor, found "
              + dataBytes
              + "; the file is damaged");
    }
  }

  private static ModelException problem(Path file, String tensor, String expected, Object found) {
    return new ModelException(
        "%s: tensor %s: expected %s, found %s"
            .formatted(
                file, Printable.text(tensor), expected, Printable.text(String.valueOf(found))));
  }

  /** Reads the tokens, one method a level. */
  private static final class Parser {
    private final Path file;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Map<String, SafetensorsEntry> entries = new LinkedHashMap<>();
    private long metadataCharacters;

    Parser(Path file) {
      this.file = file;
    }

    void header(JsonParser tokens) throws IOException {
      expect(tokens, tokens.nextToken(), JsonToken.START_OBJECT, "header");
      while (tokens.nextToken() == JsonToken.FIELD_NAME) {
        String name = tokens.currentName();
        if (name.equals("__metadata__")) {
          metadata(tokens);
        } else {
          entries.put(name, tensor(tokens, name));
        }
        if (entries.size() > MAX_TENSORS) {
          throw new ModelException(file + ": expected at most " + MAX_TENSORS + " tensors");
        }
      }
      if (tokens.nextToken() != null) {
        throw new ModelException(file + ": expected nothing behind the header's object");
      }
    }

    private void metadata(JsonParser tokens) throws IOException {
      expect(tokens, tokens.nextToken(), JsonToken.START_OBJECT, "__metadata__");
      while (tokens.nextToken() == JsonToken.FIELD_NAME) {
        String key = tokens.currentName();
        expect(tokens, tokens.nextToken(), JsonToken.VALUE_STRING, "__metadata__." + key);
        metadataCharacters += key.length() + (long) tokens.getTextLength();
        if (metadata.size() == MAX_METADATA_ENTRIES
            || metadataCharacters > MAX_METADATA_CHARACTERS) {
          throw new ModelException(
              "%s: expected a __metadata__ of at most %d entries and %d characters, found more"
                  .formatted(file, MAX_METADATA_ENTRIES, MAX_METADATA_CHARACTERS));
        }
        metadata.put(key, tokens.getText());
      }
    }

    private SafetensorsEntry tensor(JsonParser tokens, String name) throws IOException {
      expect(tokens, tokens.nextToken(), JsonToken.START_OBJECT, "tensor " + name);
      ElementType type = null;
      List<Long> shape = null;
      List<Long> offsets = null;
      while (tokens.nextToken() == JsonToken.FIELD_NAME) {
        String key = tokens.currentName();
        switch (key) {
          case "dtype" -> type = type(tokens, name);
          case "shape" -> shape = numbers(tokens, name, key, MAX_DIMENSIONS);
          case "data_offsets" -> offsets = numbers(tokens, name, key, 2);
          default -> throw problem(file, name, "dtype, shape and data_offsets", key);
        }
      }
      if (type == null || shape == null || offsets == null || offsets.size() != 2) {
        throw problem(
            file,
            name,
            "dtype, shape and two data_offsets",
            "dtype " + type + ", shape " + shape + ", data_offsets " + offsets);
      }
      return checked(name, type, shape, offsets.get(0), offsets.get(1));
    }

    private SafetensorsEntry checked(
        String name, ElementType type, List<Long> shape, long begin, long end) {
      long bytes = type.bytes();
      try {
        for (long side : shape) {
          bytes = Math.multiplyExact(bytes, side);
        }
      } catch (ArithmeticException e) {
        throw problem(file, name, "a shape of at most 2^63 bytes", shape.toString());
      }
      if (begin > end || end - begin != bytes) {
        throw problem(
            file,
            name,
            bytes + " bytes for " + type + " of shape " + shape,
            "data_offsets [" + begin + ", " + end + "]");
      }
      return new SafetensorsEntry(name, type, shape, begin, end);
    }

    private ElementType type(JsonParser tokens, String name) throws IOException {
      expect(tokens, tokens.nextToken(), JsonToken.VALUE_STRING, "tensor " + name + ": dtype");
      String text = tokens.getText();
      return ElementType.named(text)
          .orElseThrow(
              () ->
                  problem(
                      file,
                      name,
                      "a dtype out of " + List.of(ElementType.values()),
                      Printable.text(text)));
    }

    private List<Long> numbers(JsonParser tokens, String name, String key, int max)
        throws IOException {
      String what = "tensor " + name + ": " + key;
      expect(tokens, tokens.nextToken(), JsonToken.START_ARRAY, what);
      List<Long> numbers = new ArrayList<>();
      while (tokens.nextToken() != JsonToken.END_ARRAY) {
        expect(tokens, tokens.currentToken(), JsonToken.VALUE_NUMBER_INT, what);
        long number = tokens.getLongValue();
        if (number < 0 || numbers.size() == max) {
          throw problem(file, name, key + " of at most " + max + " numbers from 0 up", number);
        }
        numbers.add(number);
      }
      return List.copyOf(numbers);
    }

    private void expect(JsonParser tokens, JsonToken found, JsonToken expected, String where)
        throws IOException {
      if (found != expected) {
        throw new ModelException(
            file
                + ": "
                + Printable.text(where)
                + ": expected "
                + expected
                + ", found "
                + (found == null ? "the header's end" : Printable.text(tokens.getText())));
      }
    }
  }
}
