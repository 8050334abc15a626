package io.clipstream.jobs.options;

import io.clipstream.schemas.SettingException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

/**
 * The options that somebody gave a job: from a file named by {@code --config}, and from {@code
 * --key value} or {@code --key=value}, which override the file.
 */
public final class JobArguments {
  /** Names the file. */
  public static final String CONFIG = "config";

  private final OptionNames names;

  /**
   * @param groups the options that there are
   * @param prefixes of names that are handed on as they are, for example {@code kafka.}
   * @param warn takes a line for each option that is given by an old name
   */
  public JobArguments(List<OptionGroup> groups, List<String> prefixes, Consumer<String> warn) {
    names = new OptionNames(groups, prefixes, warn);
  }

  /**
   * Reads the options.
   *
   * @throws SettingException if an option is unknown or given twice, a value is missing, or the
   *     file cannot be read
   */
  public Configuration parse(List<String> arguments) {
    Map<String, String> flags = flags(arguments);
    Map<String, String> values = new LinkedHashMap<>();
    String file = flags.remove(CONFIG);
    if (file != null) {
      values.putAll(names.current(ConfigFile.read(Path.of(file)), file));
    }
    values.putAll(names.current(flags, "the command line"));
    values.replaceAll((key, value) -> flinkValue(names.option(key), value));
    return Configuration.fromMap(values);
  }

  private static Map<String, String> flags(List<String> arguments) {
    Map<String, String> flags = new LinkedHashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (!argument.startsWith("--") || argument.length() == 2) {
        throw new SettingException("'" + argument + "' on the command line, expected --key value");
      }
      int equals = argument.indexOf('=');
      String key = equals < 0 ? argument.substring(2) : argument.substring(2, equals);
      if (equals < 0 && ++i == arguments.size()) {
        throw new SettingException("--" + key + " has no value, expected --key value");
      }
      String value = equals < 0 ? arguments.get(i) : argument.substring(equals + 1);
      if (flags.put(key, value) != null) {
        throw new SettingException("--" + key + " is given twice; give it once");
      }
    }
    return flags;
  }

  /** Lists are written with commas, and choices as in {@code at-least-once}: Flink has others. */
  private static String flinkValue(Optional<ConfigOption<?>> option, String value) {
    Object example = option.map(ConfigOption::defaultValue).orElse(null);
    if (example instanceof List) {
      return value.replaceAll("\\s*,\\s*", ";").strip();
    }
    return example instanceof Enum ? value.replace('-', '_') : value;
  }
}
