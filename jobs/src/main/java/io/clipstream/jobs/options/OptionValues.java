package io.clipstream.jobs.options;

import io.clipstream.schemas.SettingException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;

/** Values of options, checked; what is wrong with one is said with its name. */
public final class OptionValues {
  private final Configuration configuration;

  public OptionValues(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * The value, or the default.
   *
   * @throws SettingException if the value cannot be read as the option's type
   */
  public <T> T get(ConfigOption<T> option) {
    try {
      return configuration.get(option);
    } catch (IllegalArgumentException e) {
      throw wrong(option, expected(option), e);
    }
  }

  /** The value if one is given and not blank, else the default if there is one. */
  public <T> Optional<T> find(ConfigOption<T> option) {
    return Optional.ofNullable(get(option))
        .filter(value -> !(value instanceof String text) || !text.isBlank());
  }

  /** The value of an option that must be given. */
  public <T> T required(ConfigOption<T> option) {
    return find(option)
        .orElseThrow(
            () ->
                new SettingException("option '" + option.key() + "' is missing; it must be given"));
  }

  /** What was given, for readers of Flink's own kind. */
  ReadableConfig configuration() {
    return configuration;
  }

  /** Settings under names that begin so, by the rest of their names. */
  Map<String, String> startingWith(String prefix) {
    Map<String, String> found = new HashMap<>();
    configuration
        .toMap()
        .forEach(
            (key, value) -> {
              if (key.startsWith(prefix)) {
                found.put(key.substring(prefix.length()), value);
              }
            });
    return found;
  }

  /** A number that is at least {@code min}. */
  public int atLeast(int min, ConfigOption<Integer> option) {
    int value = get(option);
    if (value < min) {
      throw wrong(option, min + " or more", null);
    }
    return value;
  }

  /** A time above zero. */
  public Duration positive(ConfigOption<Duration> option) {
    Duration value = get(option);
    if (value.isZero() || value.isNegative()) {
      throw wrong(option, "more than 0", null);
    }
    return value;
  }

  /** A size in bytes that is above zero and fits an array. */
  public int bytes(ConfigOption<MemorySize> option) {
    long value = get(option).getBytes();
    if (value < 1 || value > Integer.MAX_VALUE - 8) {
      throw wrong(option, "1 byte to 2 gb", null);
    }
    return (int) value;
  }

  /** A time such as 2026-01-31T00:00:00Z. */
  public Instant instant(ConfigOption<String> option) {
    try {
      return Instant.parse(required(option));
    } catch (DateTimeParseException e) {
      throw wrong(option, "a time such as 2026-01-31T00:00:00Z", e);
    }
  }

  /** An error about an option's value, which is in the text unless it may be a secret. */
  public SettingException wrong(ConfigOption<?> option, String expected, Exception cause) {
    String value = configuration.toMap().getOrDefault(option.key(), "missing");
    String shown = option.key().contains("password") ? "(hidden)" : "'" + value + "'";
    return new SettingException(
        "option '" + option.key() + "' is " + shown + ", expected " + expected, cause);
  }

  /** How a choice is written in options. */
  public static String written(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String expected(ConfigOption<?> option) {
    Object example = option.defaultValue();
    if (example instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Enum<?> one) {
      return Arrays.stream(one.getDeclaringClass().getEnumConstants())
          .map(Object::toString)
          .collect(Collectors.joining(", ", "some of ", ", with commas between them"));
    }
    if (example instanceof Enum<?> constant) {
      return Arrays.stream(constant.getDeclaringClass().getEnumConstants())
          .map(choice -> written((Enum<?>) choice))
          .collect(Collectors.joining(" or "));
    }
    if (example instanceof Duration) {
      return "a time such as 500 ms or 10 min";
    }
    if (example instanceof MemorySize) {
      return "a size such as 32 mb";
    }
    return example instanceof Boolean ? "true or false" : "a number";
  }
}
