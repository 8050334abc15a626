package io.clipstream.jobs.options;

import io.clipstream.model.ModelException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.configuration.YamlParserUtils;

/** A file of options: {@code .properties}, or YAML, where {@code a: {b: 1}} is {@code a.b: 1}. */
final class ConfigFile {
  private ConfigFile() {}

  /**
   * The options by name.
   *
   * @throws ModelException if the file cannot be read
   */
  static Map<String, String> read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ModelException(file + ": no such file; --config names a YAML or properties file");
    }
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".properties") ? properties(file) : yaml(file);
  }

  private static Map<String, String> properties(Path file) {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      properties.load(in);
    } catch (IOException | IllegalArgumentException e) {
      throw new ModelException(file + ": no properties file: " + e.getMessage(), e);
    }
    Map<String, String> values = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
    return values;
  }

  private static Map<String, String> yaml(Path file) {
    Map<String, String> values = new LinkedHashMap<>();
    try {
      flatten(file, "", YamlParserUtils.loadYamlFile(file.toFile()), values);
    } catch (ModelException e) {
      throw e;
    } catch (Exception e) { // the parser declares no narrower one
      throw new ModelException(file + ": no YAML that can be read: " + firstLine(e), e);
    }
    return values;
  }

  private static void flatten(
      Path file, String prefix, Map<?, ?> tree, Map<String, String> values) {
    tree.forEach(
        (key, value) -> {
          String name = prefix + key;
          if (value instanceof Map<?, ?> branch) {
            flatten(file, name + ".", branch, values);
          } else if (value != null && values.put(name, text(value)) != null) {
            throw new ModelException(file + ": '" + name + "' is given twice; give it once");
          }
        });
  }

  private static String text(Object value) {
    return value instanceof List<?> list
        ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
        : String.valueOf(value);
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
