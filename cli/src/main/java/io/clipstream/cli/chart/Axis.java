package io.clipstream.cli.chart;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * An axis of a chart.
 *
 * @param label what its values are, with their unit
 * @param range what it shows; by itself what the points take
 */
public record Axis(String label, Scale scale, Optional<Range> range) {
  /** How values lie on an axis, and are written beside it. */
  public enum Scale {
    LINEAR,
    /** Decades are as far from each other everywhere; values are above 0. */
    LOG,
    /** Doublings are as far from each other everywhere, and are what is marked; values above 0. */
    LOG2,
    /** Shares of 0 to 1, written as percentages. */
    PERCENT,
    /** Shares between 0 and 1, by log(p / (1 - p)), written as percentages. */
    LOGIT;

    /** Where a value lies on an axis that is even. */
    double place(double value) {
      return switch (this) {
        case LINEAR, LOG, PERCENT -> value;
        case LOG2 -> Math.log(value) / Math.log(2);
        case LOGIT -> Math.log(value / (1 - value));
      };
    }

    /** What is written at a place. */
    String text(double place) {
      return switch (this) {
        case LINEAR, LOG -> plain(place);
        case LOG2 -> Math.abs(place - Math.rint(place)) < 1e-9 ? plain(Math.pow(2, place)) : " ";
        case PERCENT -> plain(100 * place) + " %";
        case LOGIT -> String.format(Locale.ROOT, "%.0f %%", 100 / (1 + Math.exp(-place)));
      };
    }

    private static String plain(double value) {
      String text = String.format(Locale.ROOT, "%.4g", value);
      double rounded = Double.parseDouble(text);
      return rounded == Math.rint(rounded) && Math.abs(rounded) < 1e7
          ? String.valueOf((long) rounded)
          : text.contains("e") ? text : text.replaceFirst("\\.?0+$", "");
    }
  }

  /** From one value to a higher one. */
  public record Range(double from, double to) {}

  public Axis {
    Objects.requireNonNull(label, "label is null");
  }

  public static Axis linear(String label) {
    return new Axis(label, Scale.LINEAR, Optional.empty());
  }

  public static Axis log(String label) {
    return new Axis(label, Scale.LOG, Optional.empty());
  }

  public static Axis log2(String label) {
    return new Axis(label, Scale.LOG2, Optional.empty());
  }

  public static Axis percent(String label) {
    return new Axis(label, Scale.PERCENT, Optional.empty());
  }

  public static Axis logit(String label) {
    return new Axis(label, Scale.LOGIT, Optional.empty());
  }

  /** The same from one value to another. */
  public Axis within(double from, double to) {
    return new Axis(label, scale, Optional.of(new Range(from, to)));
  }
}
