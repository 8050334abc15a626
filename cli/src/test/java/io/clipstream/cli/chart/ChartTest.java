package io.clipstream.cli.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.cli.chart.Series.Mark;
import io.clipstream.cli.chart.Series.Point;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ChartTest {
  private static final List<Point> POINTS =
      List.of(new Point(1, 0.2, 0.1, 0.4), new Point(2, 0.3), new Point(16, 0.5));

  private static Chart chart(String title, Axis x, Series... series) {
    return new Chart(title, x, Axis.percent("accuracy"), List.of(series));
  }

  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void theTitleIsThereForWhoCannotSeeThePicture() throws Exception {
    String title = "shots & <script>alert(1)</script>";

    Document svg =
        parsed(chart(title, Axis.log2("shots"), new Series("a", Mark.LINE, POINTS)).svg());

    assertThat(svg.getDocumentElement().getAttribute("aria-label")).isEqualTo(title);
    assertThat(svg.getDocumentElement().getAttribute("role")).isEqualTo("img");
    assertThat(svg.getElementsByTagName("title").item(0).getTextContent()).isEqualTo(title);
    assertThat(svg.getElementsByTagName("script").getLength()).isZero();
  }

  @Test
  void thePictureNeedsNothingFromElsewhere() throws Exception {
    String svg =
        chart("t", Axis.linear("steps"), new Series("a", Mark.DOTS, POINTS))
            .svg()
            .replace("xmlns=\"http://www.w3.org/2000/svg\"", "");

    assertThat(svg).doesNotContain("http", "href", "<image", "<text", "DOCTYPE", "@import");
  }

  @Test
  void theSameNumbersMakeTheSameBytes() {
    Stream<Axis> axes = Stream.of(Axis.linear("x"), Axis.log("x"), Axis.log2("x"));
    axes.forEach(
        x ->
            assertThat(chart("t", x, new Series("a", Mark.LINE, POINTS)).svg())
                .isEqualTo(chart("t", x, new Series("a", Mark.LINE, POINTS)).svg()));
  }

  @Test
  void eachSeriesHasAColourAndAxesTakeThePages() {
    String svg =
        chart(
                "t",
                Axis.linear("x"),
                new Series("a", Mark.LINE, POINTS),
                Series.curve("b", 1, 16, x -> x / 16))
            .svg();

    assertThat(svg).contains("rgb(0,114,178)", "rgb(213,94,0)", "currentColor");
    assertThat(svg).doesNotContain("rgb(0,158,115)", "rgb(32,33,34)");
  }

  @Test
  void twoPicturesOnAPageShareNoId() throws Exception {
    Series series = new Series("a", Mark.LINE, POINTS);
    String page =
        "<p>"
            + chart("one", Axis.linear("x"), series).svg()
            + chart("two", Axis.linear("x"), series).svg()
            + "</p>";

    List<String> ids =
        Pattern.compile(" id=\"([^\"]*)\"").matcher(page).results().map(m -> m.group(1)).toList();
    assertThat(ids).isNotEmpty().doesNotHaveDuplicates();
  }

  @Test
  void barsAreAsTallAsTheirValues() throws Exception {
    Bars bars =
        new Bars(
            "t",
            List.of("designs", "photographs"),
            Axis.percent("accuracy").within(0, 0.4),
            List.of(new Bars.Row("zero-shot", List.of(0.1, 0.4))));

    assertThat(heights(parsed(bars.svg())))
        .hasSize(2)
        .satisfies(heights -> assertThat(heights.get(1) / heights.get(0)).isBetween(3.9, 4.1));
  }

  /** Of the bars of the first series, from their outlines. */
  private static List<Double> heights(Document svg) {
    NodeList all = svg.getElementsByTagName("path");
    return IntStream.range(0, all.getLength())
        .mapToObj(i -> (Element) all.item(i))
        .filter(e -> ((Element) e.getParentNode()).getAttribute("fill").equals("rgb(0,114,178)"))
        .map(e -> e.getAttribute("d"))
        .map(
            d ->
                Pattern.compile("[ML]\\S+ (\\S+)")
                    .matcher(d)
                    .results()
                    .mapToDouble(m -> Double.parseDouble(m.group(1)))
                    .summaryStatistics())
        .map(y -> y.getMax() - y.getMin())
        .toList();
  }

  @Test
  void aSeriesWithoutPointsIsRefused() {
    assertThatThrownBy(() -> new Series("a", Mark.LINE, List.of()))
        .hasMessageContaining("series a has no points");
  }

  @Test
  void valuesAreWrittenAsTheirScaleSays() {
    assertThat(Axis.Scale.PERCENT.text(0.35)).isEqualTo("35 %");
    assertThat(Axis.Scale.PERCENT.text(0.125)).isEqualTo("12.5 %");
    assertThat(Axis.Scale.LINEAR.text(20000)).isEqualTo("20000");
    assertThat(Axis.Scale.LINEAR.text(0.0001)).isEqualTo("0.0001");
    assertThat(Axis.Scale.LOG2.text(4)).isEqualTo("16");
    assertThat(Axis.Scale.LOG2.text(3.5)).isBlank();
    assertThat(Axis.Scale.LOGIT.text(Axis.Scale.LOGIT.place(0.25))).isEqualTo("25 %");
  }
}
