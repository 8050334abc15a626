package io.clipstream.cli;

import io.clipstream.schemas.Quoting;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** How a process of the command line logs, by its environment: {@value #VARIABLE}. */
enum LogFormat {
  /** Lines for people; libraries are heard only when something breaks. */
  TEXT("org.slf4j.simple.SimpleServiceProvider") {
    @Override
    PrintWriter err() {
      return SafeStream.writer(System.err, "stderr.encoding");
    }

    @Override
    void complain(PrintWriter err, String line) {
      err.println(line);
    }
  },

  /** An object of JSON for each event, and for each line that the command itself says. */
  JSON("org.apache.logging.slf4j.SLF4JServiceProvider") {
    @Override
    PrintWriter err() {
      Log log = Log.of(LogFormat.class);
      return new PrintWriter(
          new LineWriter(line -> log.with(LogKey.DETAIL, line).info("the command says")), true);
    }

    @Override
    void complain(PrintWriter err, String line) {
      Log.of(LogFormat.class).with(LogKey.DETAIL, line).error("the command fails");
    }
  };

  static final String VARIABLE = "CLIPSTREAM_LOG";

  private static final String LEVEL = "clipstream.log.";

  /** What {@code clipstream-log-json.properties} asks for. */
  private static final List<String> LEVELS =
      List.of(
          "schemas",
          "control",
          "model",
          "learning",
          "operators",
          "jobs",
          "dashboard",
          "cli",
          "kafka",
          "libraries");

  private static final String CONFIGURATION = "log4j2.configurationFile";

  private final String provider;

  LogFormat(String provider) {
    this.provider = provider;
  }

  /** By the environment; text unless that says otherwise. */
  static LogFormat ofThisProcess() {
    return of(System.getenv(VARIABLE)).orElse(TEXT);
  }

  /** What is wrong with the environment, if anything is. */
  static Optional<String> problem() {
    String wanted = System.getenv(VARIABLE);
    return of(wanted).isPresent()
        ? Optional.empty()
        : Optional.of(VARIABLE + " is " + Quoting.quote(wanted) + ", expected text or json");
  }

  /**
   * Levels that somebody sets and that count for nothing: of a name that there is not, or where
   * text is logged.
   */
  static List<String> uselessLevels(Properties given, LogFormat format) {
    return given.stringPropertyNames().stream()
        .filter(name -> name.startsWith(LEVEL))
        .sorted()
        .flatMap(name -> format.useless(name.substring(LEVEL.length())).stream())
        .map(why -> "-D" + LEVEL + why)
        .toList();
  }

  private Optional<String> useless(String name) {
    if (!LEVELS.contains(name)) {
      return Optional.of(name + " sets no level, expected one of " + String.join(", ", LEVELS));
    }
    return this == JSON
        ? Optional.empty()
        : Optional.of(
            "%s counts with %s=json alone; of text it is -Dorg.slf4j.simpleLogger.%s"
                .formatted(name, VARIABLE, textName(name)));
  }

  private static String textName(String name) {
    return switch (name) {
      case "libraries" -> "defaultLogLevel";
      case "kafka" -> "log.org.apache.kafka";
      default -> "log.io.clipstream." + name;
    };
  }

  /** Empty if it is none of the formats. */
  static Optional<LogFormat> of(String wanted) {
    if (wanted == null || wanted.isBlank()) {
      return Optional.of(TEXT);
    }
    return Arrays.stream(values())
        .filter(format -> format.name().equalsIgnoreCase(wanted.strip()))
        .findFirst();
  }

  /** Takes effect if nothing was logged before. */
  void begin() {
    System.setProperty("slf4j.provider", provider);
    System.setProperty("slf4j.internal.verbosity", "WARN"); // else it says that it obeys
    if (System.getProperty(CONFIGURATION) == null) {
      System.setProperty(CONFIGURATION, "classpath:clipstream-log-json.properties");
    }
    err(); // sets logging up, if it logs, before a thread that loads the engine does so half
  }

  /** Where the command says what is not its result. */
  abstract PrintWriter err();

  /**
   * Says why the command fails.
   *
   * @param err where the command says what is not its result
   */
  abstract void complain(PrintWriter err, String line);
}
