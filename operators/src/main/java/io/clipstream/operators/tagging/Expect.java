package io.clipstream.operators.tagging;

import static java.util.Objects.requireNonNull;

import io.clipstream.schemas.SettingException;
import java.time.Duration;

/** What settings must hold; each check names the setting. */
final class Expect {
  private Expect() {}

  static void named(String what, String value) {
    if (requireNonNull(value, what + " is null").isBlank()) {
      throw new SettingException("the " + what + " is empty, expected a name");
    }
  }

  static void atLeast(long min, String what, long value) {
    if (value < min) {
      throw new SettingException("the " + what + " is " + value + ", expected " + min + " or more");
    }
  }

  static void notNegative(String what, Duration value) {
    if (value.isNegative()) {
      throw new SettingException("the " + what + " is " + value + ", expected 0 or more");
    }
  }

  static void positive(String what, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new SettingException("the " + what + " is " + value + ", expected more than 0");
    }
  }
}
