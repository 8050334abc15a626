package io.clipstream.jobs.options;

import java.util.Locale;

/** An enum whose values are written in options as {@code at-least-once}. */
interface Choice {
  /** As {@link Enum#name()}. */
  String name();

  /** How the value is written. */
  default String written() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
