package io.clipstream.model.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.clipstream.model.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One object of a configuration file: its values by key, checked, with a note on where each came
 * from. Keys that nobody asked for are refused by {@link #refuseOthers}: an option that this
 * software does not know may change what the model computes.
 */
final class Settings {
  private static final int MAX_FILE_BYTES = 1 << 20;
  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Path file;
  private final String path;
  private final String defaults;
  private final JsonNode node;
  private final Map<String, String> provenance;
  private final Set<String> known = new HashSet<>();

  private Settings(
      Path file, String path, String defaults, JsonNode node, Map<String, String> provenance) {
    this.file = file;
    this.path = path;
    this.defaults = defaults;
    this.node = node;
    this.provenance = provenance;
  }

  /**
   * Reads a JSON file of at most 1 MiB that holds an object.
   *
   * @param defaults what {@code provenance} calls the source of values that the file leaves out
   * @param provenance takes a note for each value that is read with a label
   */
  static Settings read(Path file, String defaults, Map<String, String> provenance) {
    JsonNode root = parse(file);
    if (!root.isObject()) {
      throw new ModelException(file + ": expected a JSON object, found " + shown(root));
    }
    return new Settings(file, "", defaults, root, provenance);
  }

  private static JsonNode parse(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        throw new ModelException(file + ": expected at most " + MAX_FILE_BYTES + " bytes");
      }
      return JSON.readTree(bytes);
    } catch (NoSuchFileException e) {
      throw new ModelException(file + " is missing", e);
    } catch (JsonProcessingException e) {
      throw new ModelException(file + ": no valid JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new ModelException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** The object under {@code key}; an empty one where the key is missing. */
  Settings section(String key, String sectionDefaults) {
    JsonNode child = value(key);
    if (child == null) {
      child = JsonNodeFactory.instance.objectNode();
    } else if (!child.isObject()) {
      throw problem(key, "an object");
    }
    return new Settings(file, path + key + ".", sectionDefaults, child, provenance);
  }

  /** The value as it stands there; empty where it is missing or null. */
  Optional<JsonNode> json(String key) {
    return Optional.ofNullable(value(key));
  }

  boolean has(String key) {
    return value(key) != null;
  }

  boolean isInteger(String key) {
    JsonNode value = value(key);
    return value != null && value.isIntegralNumber();
  }

  boolean isList(String key) {
    JsonNode value = value(key);
    return value != null && value.isArray();
  }

  /** True if a key is there and says nothing. */
  boolean isNull(String key) {
    return node.has(key) && node.get(key).isNull();
  }

  boolean isFlag(String key) {
    JsonNode value = value(key);
    return value != null && value.isBoolean();
  }

  boolean isObject(String key) {
    JsonNode value = value(key);
    return value != null && value.isObject();
  }

  /** A whole number from 0 to {@code most}; noted under {@code label}. */
  int integer(String key, String label, int fallback, int max) {
    JsonNode value = value(key);
    note(label, key, value);
    return value == null ? fallback : integer(key, value, max);
  }

  private int integer(String key, JsonNode value, int max) {
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw problem(key, "a whole number from 0 to " + max);
    }
    if (value.intValue() < 0 || value.intValue() > max) {
      throw problem(key, "a whole number from 0 to " + max);
    }
    return value.intValue();
  }

  /** A list of whole numbers from 0 to {@code most}; the key must be present. */
  List<Integer> integers(String key, String label, int max) {
    JsonNode list = value(key);
    note(label, key, list);
    if (list == null || !list.isArray() || list.size() > 16) {
      throw problem(key, "a list of whole numbers");
    }
    List<Integer> values = new ArrayList<>();
    list.forEach(value -> values.add(integer(key, value, max)));
    return values;
  }

  /** A finite number. */
  double number(String key, String label, double fallback) {
    JsonNode value = value(key);
    note(label, key, value);
    if (value == null) {
      return fallback;
    }
    return number(key, value);
  }

  private double number(String key, JsonNode value) {
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw problem(key, "a finite number");
    }
    return value.doubleValue();
  }

  /** A list of three finite numbers, one a channel. */
  List<Double> channels(String key, String label, List<Double> fallback) {
    JsonNode list = value(key);
    note(label, key, list);
    if (list == null) {
      return fallback;
    }
    if (!list.isArray() || list.size() != 3) {
      throw problem(key, "three numbers");
    }
    List<Double> values = new ArrayList<>();
    list.forEach(value -> values.add(number(key, value)));
    return values;
  }

  boolean flag(String key, String label, boolean fallback) {
    JsonNode value = value(key);
    note(label, key, value);
    if (value == null) {
      return fallback;
    }
    if (!value.isBoolean()) {
      throw problem(key, "true or false");
    }
    return value.booleanValue();
  }

  String text(String key, String label, String fallback) {
    JsonNode value = value(key);
    note(label, key, value);
    if (value == null) {
      return fallback;
    }
    if (!value.isTextual()) {
      throw problem(key, "a string");
    }
    return value.textValue();
  }

  /** Strings of a list, empty where the key is missing. */
  List<String> texts(String key) {
    JsonNode list = value(key);
    List<String> values = new ArrayList<>();
    if (list != null) {
      list.forEach(value -> values.add(value.asText()));
    }
    return values;
  }

  /** An option that only {@code neutral}, which is also its default, is implemented for. */
  void only(String key, Object neutral) {
    JsonNode value = value(key);
    if (value == null || matches(value, neutral)) {
      return;
    }
    throw problem(key, neutral + ", the only value that is implemented");
  }

  /** An option that must be there, and for which only {@code needed} goes with {@code other}. */
  void must(String key, Object needed, String other) {
    JsonNode value = value(key);
    if (value == null || !matches(value, needed)) {
      throw problem(key, needed + ", the only value that is implemented with " + other);
    }
  }

  /** True if a key has this text; where it came from is not noted. */
  boolean isText(String key, String text) {
    JsonNode value = value(key);
    return value != null && matches(value, text);
  }

  /** An option that is not implemented: must be missing, null or false. */
  void none(String... keys) {
    for (String key : keys) {
      JsonNode value = value(key);
      if (value != null && !(value.isBoolean() && !value.booleanValue())) {
        throw problem(key, "it to be absent, as this option is not implemented");
      }
    }
  }

  private static boolean matches(JsonNode value, Object neutral) {
    if (neutral instanceof Number number) {
      return value.isNumber() && value.doubleValue() == number.doubleValue();
    }
    if (neutral instanceof Boolean flag) {
      return value.isBoolean() && value.booleanValue() == flag;
    }
    return value.isTextual() && value.textValue().equals(neutral);
  }

  /** Options that change nothing in what the model computes at inference. */
  void ignore(String... keys) {
    known.addAll(List.of(keys));
  }

  /** Refuses keys that nothing has asked for, unless their value is null. */
  void refuseOthers() {
    for (Iterator<String> keys = node.fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      if (!known.contains(key) && !node.get(key).isNull()) {
        throw problem(key, "no such option, as it is unknown here");
      }
    }
  }

  /** An error about the value under {@code key}. */
  ModelException problem(String key, String expected) {
    JsonNode value = node.get(key);
    return new ModelException(
        file
            + ": "
            + Printable.text(path + key)
            + ": expected "
            + expected
            + ", found "
            + (value == null ? "nothing" : shown(value)));
  }

  /** Notes the origin of a value that was computed. */
  void derived(String label, String how) {
    provenance.put(label, how);
  }

  private void note(String label, String key, JsonNode value) {
    provenance.put(
        label, value == null ? "default of " + defaults : file.getFileName() + ": " + path + key);
  }

  private JsonNode value(String key) {
    known.add(key);
    JsonNode value = node.get(key);
    return value == null || value.isNull() ? null : value;
  }

  private static String shown(JsonNode value) {
    return value.isMissingNode() ? "nothing" : Printable.text(value.toString());
  }
}
