package io.clipstream.cli.chart;

import io.clipstream.cli.chart.Series.Mark;
import io.clipstream.cli.chart.Series.Point;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import java.util.Objects;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Lines and dots over two axes.
 *
 * @param title what it shows; also what readers of screens say
 * @param series one or more, in the order of the legend
 */
public record Chart(String title, Axis x, Axis y, List<Series> series) {
  public Chart {
    Objects.requireNonNull(title, "title is null");
    series = List.copyOf(series);
  }

  /** The chart as an SVG picture, {@link Looks#WIDTH} by {@link Looks#HEIGHT}. */
  public String svg() {
    XYChart chart = new XYChart(Looks.WIDTH, Looks.HEIGHT);
    XYStyler styler = chart.getStyler();
    Looks.dress(styler);
    chart.setTitle(title);
    chart.setXAxisTitle(x.label());
    chart.setYAxisTitle(y.label());
    styler.setXAxisLogarithmic(x.scale() == Axis.Scale.LOG);
    styler.setYAxisLogarithmic(y.scale() == Axis.Scale.LOG);
    styler.setXAxisTickLabelsFormattingFunction(x.scale()::text);
    styler.setYAxisTickLabelsFormattingFunction(y.scale()::text);
    x.range().ifPresent(r -> styler.setXAxisMin(place(x, r.from())).setXAxisMax(place(x, r.to())));
    y.range().ifPresent(r -> styler.setYAxisMin(place(y, r.from())).setYAxisMax(place(y, r.to())));
    for (int i = 0; i < series.size(); i++) {
      add(chart, series.get(i), i);
    }
    return SvgPicture.of(title, chart::paint);
  }

  private void add(XYChart chart, Series own, int index) {
    Color colour = Looks.colour(index);
    List<Point> points = own.points();
    XYSeries drawn =
        chart.addSeries(
            own.name(),
            points.stream().mapToDouble(p -> place(x, p.x())).toArray(),
            points.stream().mapToDouble(p -> place(y, p.y())).toArray());
    drawn.setXYSeriesRenderStyle(
        own.mark() == Mark.DOTS ? XYSeriesRenderStyle.Scatter : XYSeriesRenderStyle.Line);
    drawn.setMarker(own.mark() == Mark.DASHES ? SeriesMarkers.NONE : Looks.marker(index));
    drawn.setMarkerColor(colour);
    drawn.setLineColor(colour);
    drawn.setLineStyle(own.mark() == Mark.DASHES ? SeriesLines.DASH_DASH : SeriesLines.SOLID);
    drawn.setLineWidth(2);
    for (int i = 0; i < points.size(); i++) {
      if (points.get(i).interval()) {
        interval(chart, "interval " + index + "." + i, points.get(i), colour);
      }
    }
  }

  /** An upright line: XChart's own error bars are as long upwards as downwards. */
  private void interval(XYChart chart, String name, Point point, Color colour) {
    double at = place(x, point.x());
    XYSeries bar =
        chart.addSeries(
            name,
            new double[] {at, at},
            new double[] {place(y, point.low()), place(y, point.high())});
    bar.setShowInLegend(false);
    bar.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
    bar.setMarker(SeriesMarkers.NONE);
    bar.setLineColor(colour);
    bar.setLineStyle(new BasicStroke(1.2f));
  }

  private static double place(Axis axis, double value) {
    return axis.scale().place(value);
  }
}
