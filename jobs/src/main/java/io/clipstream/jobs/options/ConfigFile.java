package io.clipstream.jobs.options;

import io.clipstream.model.TextFile;
import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A file of options: {@code .properties}, or YAML, where {@code a: {b: 1}} is {@code a.b: 1}. */
final class ConfigFile {
  private static final int MAX_BYTES = 1 << 20;

  private ConfigFile() {}

  /**
   * The options by name.
   *
   * @throws SettingException if the file cannot be read
   */
  static Map<String, String> read(Path file) {
    if (file.toString().isEmpty()) {
      throw new SettingException("--config: '' is no path; was a variable not set?");
    }
    if (!Files.isRegularFile(file)) {
      throw new SettingException(
          file + ": " + instead(file) + "; --config names a YAML or properties file");
    }
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".properties") ? properties(file) : yaml(file);
  }

  private static String instead(Path file) {
    if (Files.isDirectory(file)) {
      return "is a directory";
    }
    return Files.exists(file) ? "is no regular file" : "no such file";
  }

  private static Map<String, String> properties(Path file) {
    Map<String, String> values = new TreeMap<>();
    try {
      new UniqueNames(file, values).load(new StringReader(TextFile.read(file, MAX_BYTES)));
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingException(file + ": no properties file: " + e.getMessage(), e);
    }
    return values;
  }

  /** Hears every line, where properties themselves would keep the last of a name. */
  private static final class UniqueNames extends Properties {
    private static final long serialVersionUID = 1L;

    private final transient Path file;
    private final transient Map<String, String> values;

    UniqueNames(Path file, Map<String, String> values) {
      this.file = file;
      this.values = values;
    }

    @Override
    public synchronized Object put(Object key, Object value) {
      add(file, key.toString(), value.toString(), values);
      return null;
    }
  }

  private static Map<String, String> yaml(Path file) {
    Map<String, String> values = new LinkedHashMap<>();
    Object root = PlainYaml.read(file, "no YAML that can be read");
    if (root instanceof Map<?, ?> tree) {
      flatten(file, "", tree, values);
    } else if (root != null) {
      throw new SettingException(file + ": it holds no options, expected lines of 'name: value'");
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
          } else if (value != null) {
            add(file, name, text(file, name, value), values);
          }
        });
  }

  private static void add(Path file, String name, String value, Map<String, String> values) {
    if (values.put(name, value) != null) {
      throw new SettingException(file + ": '" + name + "' is given twice; give it once");
    }
  }

  private static String text(Path file, String name, Object value) {
    List<?> texts = value instanceof List<?> list ? list : List.of(value);
    if (!texts.stream().allMatch(String.class::isInstance)) {
      throw new SettingException(
          file + ": '" + name + "' is neither a text nor a list of texts, expected one of these");
    }
    return texts.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
