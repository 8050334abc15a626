package io.clipstream.model.training;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * The course of a training run as an SVG picture: loss, logit scale and learning rate over steps.
 */
public final class CurvesPlot {
  private static final int WIDTH = 720;
  private static final int PANEL = 170;
  private static final int LEFT = 70;
  private static final int TOP = 28;
  private static final int GAP = 22;

  private CurvesPlot() {}

  /**
   * @param lines one or more, in the order of their steps
   */
  public static String svg(List<Metrics.Line> lines) {
    StringBuilder svg = new StringBuilder();
    int height = 3 * PANEL + 2 * GAP;
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                + " font-family=\"sans-serif\" font-size=\"11\">%n"
                + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
            WIDTH,
            height));
    panel(svg, 0, "loss", "#1f6feb", lines, Metrics.Line::loss);
    panel(svg, 1, "logit scale", "#8250df", lines, Metrics.Line::logitScale);
    panel(svg, 2, "learning rate", "#1a7f37", lines, Metrics.Line::rate);
    return svg.append("</svg>\n").toString();
  }

  private static void panel(
      StringBuilder svg,
      int index,
      String title,
      String colour,
      List<Metrics.Line> lines,
      ToDoubleFunction<Metrics.Line> value) {
    double max = finite(lines, value).max().orElse(1);
    double min = Math.min(0, finite(lines, value).min().orElse(0));
    double range = max > min ? max - min : 1;
    long steps = lines.get(lines.size() - 1).step();
    double bottom = index * (PANEL + GAP) + PANEL - 4;
    double top = index * (PANEL + GAP) + TOP;
    frame(svg, title, top, bottom, min, max, steps);
    svg.append("<polyline fill=\"none\" stroke-width=\"1.5\" stroke=\"").append(colour);
    svg.append("\" points=\"");
    for (Metrics.Line line : lines) {
      if (!Double.isFinite(value.applyAsDouble(line))) {
        continue;
      }
      double x = LEFT + (WIDTH - LEFT - 20) * (double) line.step() / steps;
      double y = bottom - (bottom - top) * (value.applyAsDouble(line) - min) / range;
      svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
    }
    svg.append("\"/>\n");
  }

  /** What can be drawn: a run may have gone wrong. */
  private static DoubleStream finite(
      List<Metrics.Line> lines, ToDoubleFunction<Metrics.Line> value) {
    return lines.stream().mapToDouble(value).filter(Double::isFinite);
  }

  private static void frame(
      StringBuilder svg,
      String title,
      double top,
      double bottom,
      double min,
      double max,
      long steps) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<path d=\"M%d %.1fV%.1fH%d\" fill=\"none\" stroke=\"#888\"/>%n"
                + "<text x=\"%d\" y=\"%.1f\" font-weight=\"bold\">%s</text>%n"
                + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.4g</text>%n"
                + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.4g</text>%n"
                + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">step %d</text>%n",
            LEFT,
            top,
            bottom,
            WIDTH - 20,
            LEFT,
            top - 8,
            title,
            LEFT - 6,
            top + 4,
            max,
            LEFT - 6,
            bottom,
            min,
            WIDTH - 20,
            bottom + 14,
            steps));
  }
}
