package io.clipstream.jobs.options;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.error.YAMLException;

/** JSON in which everything but {@code null} is a text, as written. */
final class PlainJson {
  private static final int MAX_DEPTH = 50; // as in YAML

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private PlainJson() {}

  /**
   * The object or the list that a text is; empty if it is no JSON.
   *
   * @throws YAMLException if a key is there twice
   */
  static Optional<Object> read(String text) {
    try (JsonParser tokens = JSON.createParser(text)) {
      JsonToken first = tokens.nextToken();
      if (first != JsonToken.START_OBJECT && first != JsonToken.START_ARRAY) {
        return Optional.empty();
      }
      Object value = value(tokens);
      return tokens.nextToken() == null ? Optional.of(value) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Object value(JsonParser tokens) throws IOException {
    return switch (tokens.currentToken()) {
      case START_OBJECT -> map(tokens);
      case START_ARRAY -> list(tokens);
      case VALUE_NULL -> null;
      default -> tokens.getText();
    };
  }

  private static List<Object> list(JsonParser tokens) throws IOException {
    List<Object> list = new ArrayList<>();
    while (tokens.nextToken() != JsonToken.END_ARRAY) {
      list.add(value(tokens));
    }
    return list;
  }

  private static Map<String, Object> map(JsonParser tokens) throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    while (tokens.nextToken() != JsonToken.END_OBJECT) {
      String key = tokens.currentName();
      if (map.containsKey(key)) {
        int line = tokens.currentLocation().getLineNr();
        throw new YAMLException("line " + line + ": duplicate key " + key);
      }
      tokens.nextToken();
      map.put(key, value(tokens));
    }
    return map;
  }
}
