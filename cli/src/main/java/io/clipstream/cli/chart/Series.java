package io.clipstream.cli.chart;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/**
 * What belongs together on a chart, in one colour.
 *
 * @param name in the legend, unlike others of the chart
 * @param points one or more; for a line in the order of x
 */
public record Series(String name, Mark mark, List<Point> points) {
  /** How a series is drawn. */
  public enum Mark {
    /** A line with a dot at each point. */
    LINE,
    /** A line without dots, for what is computed and not measured. */
    DASHES,
    /** Dots alone. */
    DOTS
  }

  /**
   * A point with the interval that its y may lie in.
   *
   * @param low at most y
   * @param high at least y
   */
  public record Point(double x, double y, double low, double high) {
    /** A point without an interval. */
    public Point(double x, double y) {
      this(x, y, y, y);
    }

    boolean interval() {
      return high > low;
    }
  }

  public Series {
    points = List.copyOf(points);
    if (points.isEmpty()) {
      throw new IllegalArgumentException("series " + name + " has no points");
    }
  }

  /** A dashed curve of a function, through 101 points. */
  public static Series curve(String name, double from, double to, DoubleUnaryOperator y) {
    List<Point> points =
        DoubleStream.iterate(0, i -> i <= 100, i -> i + 1)
            .map(i -> from + (to - from) * i / 100)
            .mapToObj(x -> new Point(x, y.applyAsDouble(x)))
            .toList();
    return new Series(name, Mark.DASHES, points);
  }
}
