package io.clipstream.jobs.options;

import io.clipstream.schemas.SettingException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.FallbackKey;

/** The names that options have, and those that they had: Flink's deprecated keys. */
final class OptionNames {
  private final Map<String, ConfigOption<?>> byName = new TreeMap<>();
  private final List<String> prefixes;
  private final Consumer<String> warn;

  /**
   * @param prefixes of names that are handed on as they are, for example {@code kafka.}
   * @param warn takes a line for each old name
   */
  OptionNames(List<OptionGroup> groups, List<String> prefixes, Consumer<String> warn) {
    groups.forEach(group -> group.options().forEach(this::add));
    this.prefixes = List.copyOf(prefixes);
    this.warn = warn;
  }

  private void add(ConfigOption<?> option) {
    byName.put(option.key(), option);
    for (FallbackKey old : option.fallbackKeys()) {
      byName.put(old.getKey(), option);
    }
  }

  /** The option of a name or of an old one; empty for what is handed on. */
  Optional<ConfigOption<?>> option(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /**
   * What was given in one place, by the names that options have.
   *
   * @param where for people: a file, or the command line
   * @throws SettingException if a name is unknown, or an option has different values under two
   */
  Map<String, String> current(Map<String, String> given, String where) {
    Map<String, String> names = new HashMap<>();
    Map<String, String> current = new LinkedHashMap<>();
    given.forEach(
        (name, value) -> {
          String key = key(name, where);
          String first = names.putIfAbsent(key, name);
          if (first != null && !given.get(first).equals(value)) {
            throw new SettingException(
                "'%s' and '%s' are one option and have different values in %s; give '%s' alone"
                    .formatted(first, name, where, key));
          }
          current.put(key, value);
        });
    return current;
  }

  private String key(String name, String where) {
    ConfigOption<?> option = byName.get(name);
    if (option == null) {
      requireHandedOn(name, where);
      return name;
    }
    if (!option.key().equals(name)) {
      warn.accept(
          "option '%s' in %s is called '%s' now; the old name is deprecated"
              .formatted(name, where, option.key()));
    }
    return option.key();
  }

  private void requireHandedOn(String name, String where) {
    if (prefixes.stream().anyMatch(it -> name.startsWith(it) && name.length() > it.length())) {
      return;
    }
    String hint =
        NearestName.of(name, byName.keySet())
            .map(nearest -> "did you mean '" + byName.get(nearest).key() + "'?")
            .orElse("docs/options.md lists the options");
    throw new SettingException("unknown option '" + name + "' in " + where + "; " + hint);
  }
}
