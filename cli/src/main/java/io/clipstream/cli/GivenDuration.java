package io.clipstream.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import org.apache.flink.util.TimeUtils;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Times on the command line, as the options of the jobs take them; here the unit must be named. */
final class GivenDuration implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    if (!text.chars().allMatch(Character::isDigit)) { // else Flink takes milliseconds
      try {
        return text.startsWith("P") ? Duration.parse(text) : TimeUtils.parseDuration(text);
      } catch (IllegalArgumentException | ArithmeticException | DateTimeParseException e) {
        throw wrong(text);
      }
    }
    throw wrong(text);
  }

  private static TypeConversionException wrong(String text) {
    return new TypeConversionException(
        "'" + text + "' is no time, expected one such as 30s, 5m or PT2M");
  }
}
