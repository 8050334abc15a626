package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LogFormatTest {
  private static final Pattern ASKED = Pattern.compile("\\$\\{sys:(clipstream\\.log\\.[a-z]+):-");

  private static List<String> useless(LogFormat format, String... names) {
    Properties given = new Properties();
    for (String name : names) {
      given.setProperty(name, "DEBUG");
    }
    return LogFormat.uselessLevels(given, format);
  }

  @Test
  void aLevelOfANameThatThereIsNotIsTold() {
    assertThat(useless(LogFormat.JSON, "clipstream.log.operator", "clipstream.log.jobs", "other"))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("-Dclipstream.log.operator sets no level, expected one of schemas,")
                    .contains("operators,")
                    .endsWith("libraries"));
  }

  @Test
  void aLevelThatCountsOnlyForJsonIsToldWhereTextIsLogged() {
    assertThat(useless(LogFormat.TEXT, "clipstream.log.jobs", "clipstream.log.libraries"))
        .containsExactly(
            "-Dclipstream.log.jobs counts with CLIPSTREAM_LOG=json alone; of text it is"
                + " -Dorg.slf4j.simpleLogger.log.io.clipstream.jobs",
            "-Dclipstream.log.libraries counts with CLIPSTREAM_LOG=json alone; of text it is"
                + " -Dorg.slf4j.simpleLogger.defaultLogLevel");
  }

  @Test
  void everyLevelThatTheConfigurationAsksForIsKnown() throws Exception {
    try (InputStream in = LogFormat.class.getResourceAsStream("/clipstream-log-json.properties")) {
      String[] asked =
          ASKED
              .matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8))
              .results()
              .map(found -> found.group(1))
              .toArray(String[]::new);
      assertThat(asked).hasSize(11); // kafka twice
      assertThat(useless(LogFormat.JSON, asked)).isEmpty();
    }
  }
}
