package io.clipstream.cli.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.List;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** What all charts look like. */
final class Looks {
  static final int WIDTH = 760;
  static final int HEIGHT = 440;

  /** Text and axes: the picture takes the page's colour for these, see {@link SvgPicture}. */
  static final Color INK = new Color(0x20, 0x21, 0x22);

  /** Lines behind the points, faint on white and on black. */
  static final Color FAINT = new Color(128, 128, 128, 70);

  /**
   * Colours that people who see few of them can tell apart, on white and on black (Okabe and Ito,
   * Color Universal Design, 2008).
   */
  private static final List<Color> COLOURS =
      List.of(
          new Color(0x00, 0x72, 0xb2),
          new Color(0xd5, 0x5e, 0x00),
          new Color(0x00, 0x9e, 0x73),
          new Color(0xcc, 0x79, 0xa7),
          new Color(0xe6, 0x9f, 0x00),
          new Color(0x56, 0xb4, 0xe9));

  private static final List<Marker> MARKERS =
      List.of(
          SeriesMarkers.CIRCLE,
          SeriesMarkers.SQUARE,
          SeriesMarkers.DIAMOND,
          SeriesMarkers.TRIANGLE_UP,
          SeriesMarkers.TRIANGLE_DOWN);

  private Looks() {}

  static Color colour(int series) {
    return COLOURS.get(series % COLOURS.size());
  }

  /** Shapes go round in another circle than colours, so that thirty series differ. */
  static Marker marker(int series) {
    return MARKERS.get(series % MARKERS.size());
  }

  static void dress(AxesChartStyler styler) {
    Color none = new Color(0, 0, 0, 0);
    Font text = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

    styler.setChartTitleBoxVisible(false).setChartTitleFont(text.deriveFont(Font.BOLD, 15));
    styler.setChartFontColor(INK).setChartTitleFontColor(INK).setChartTitlePadding(10);
    styler.setChartBackgroundColor(none).setPlotBackgroundColor(none).setPlotBorderVisible(false);
    styler.setLegendBackgroundColor(none).setLegendBorderColor(none).setLegendFont(text);
    styler.setLegendPosition(LegendPosition.OutsideE).setLegendPadding(10);
    styler.setMarkerSize(8).setPlotContentSize(0.94).setChartPadding(8);
    styler.setXAxisTitleColor(INK).setYAxisTitleColor(INK);
    styler.setAxisTitleFont(text).setAxisTickLabelsFont(text.deriveFont(12f));
    styler.setAxisTickLabelsColor(INK).setAxisTickMarksColor(INK).setAxisTitlePadding(8);
    styler.setYAxisLabelAlignment(TextAlignment.Right);
    styler.setPlotGridLinesColor(FAINT).setPlotGridLinesStroke(new BasicStroke(1));
    styler.setXAxisTickMarkSpacingHint(70).setYAxisTickMarkSpacingHint(45);
  }
}
