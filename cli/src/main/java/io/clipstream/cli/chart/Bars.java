package io.clipstream.cli.chart;

import java.util.List;
import java.util.Objects;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.style.CategoryStyler;

/**
 * Upright bars in groups, from 0 upwards or downwards.
 *
 * @param title what it shows; also what readers of screens say
 * @param groups names under the bars
 * @param y of the values
 * @param series one or more: a bar in each group
 */
public record Bars(String title, List<String> groups, Axis y, List<Row> series) {
  /**
   * The bars of one colour.
   *
   * @param values one a group, in their order
   */
  public record Row(String name, List<Double> values) {
    public Row {
      values = List.copyOf(values);
    }
  }

  public Bars {
    Objects.requireNonNull(title, "title is null");
    groups = List.copyOf(groups);
    series = List.copyOf(series);
  }

  /** The chart as an SVG picture, {@link Looks#WIDTH} by {@link Looks#HEIGHT}. */
  public String svg() {
    CategoryChart chart = new CategoryChart(Looks.WIDTH, Looks.HEIGHT);
    CategoryStyler styler = chart.getStyler();
    Looks.dress(styler);
    styler.setLegendVisible(series.size() > 1);
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setAvailableSpaceFill(0.7);
    styler.setXAxisLabelRotation(groups.size() > 6 ? 45 : 0);
    chart.setTitle(title);
    chart.setYAxisTitle(y.label());
    styler.setYAxisTickLabelsFormattingFunction(y.scale()::text);
    y.range().ifPresent(range -> styler.setYAxisMin(range.from()).setYAxisMax(range.to()));
    for (int i = 0; i < series.size(); i++) {
      CategorySeries bars = chart.addSeries(series.get(i).name(), groups, series.get(i).values());
      bars.setFillColor(Looks.colour(i));
    }
    return SvgPicture.of(title, chart::paint);
  }
}
