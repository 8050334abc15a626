package io.clipstream.operators.fetch;

import io.clipstream.schemas.SettingException;
import java.time.Duration;

/** Checks of the options {@code fetch.*}. */
final class FetchChecks {
  private FetchChecks() {}

  static boolean isPositive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }

  /**
   * @param option without {@code fetch.}
   * @throws SettingException naming the option unless it is fine
   */
  static void check(boolean fine, String option, Object received, String expected) {
    if (!fine) {
      throw new SettingException("fetch." + option + " is " + received + ", expected " + expected);
    }
  }
}
