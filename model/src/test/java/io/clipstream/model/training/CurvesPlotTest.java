package io.clipstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class CurvesPlotTest {
  private static Metrics.Line line(long step, double loss) {
    return new Metrics.Line(step, loss, 14 + step, 1, 1e-3, 10, 0);
  }

  /** The points of each curve, x and y. */
  private static List<List<double[]>> curves(String svg) throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    NodeList lines = document.getElementsByTagName("polyline");
    List<List<double[]>> curves = new ArrayList<>();
    for (int i = 0; i < lines.getLength(); i++) {
      String points = ((Element) lines.item(i)).getAttribute("points");
      curves.add(Stream.of(points.strip().split(" ", -1)).map(CurvesPlotTest::point).toList());
    }
    return curves;
  }

  private static double[] point(String text) {
    return Stream.of(text.split(",", -1)).mapToDouble(Double::parseDouble).toArray();
  }

  @Test
  void threeCurvesRunFromLeftToRightInsideThePicture() throws Exception {
    List<List<double[]>> curves =
        curves(CurvesPlot.svg(List.of(line(20, 4), line(40, 2), line(80, 1))));

    assertThat(curves).hasSize(3);
    for (List<double[]> curve : curves) {
      assertThat(curve).hasSize(3);
      assertThat(curve.get(0)[0]).isLessThan(curve.get(1)[0]);
      assertThat(curve.get(2)[0]).isEqualTo(700);
      assertThat(curve).allSatisfy(p -> assertThat(p[1]).isBetween(0.0, 560.0));
    }
    // A falling loss goes down the page, a rising logit scale up; halfway down is half the loss.
    List<double[]> loss = curves.get(0);
    assertThat(loss.get(2)[1]).isGreaterThan(loss.get(0)[1]);
    assertThat(curves.get(1).get(2)[1]).isLessThan(curves.get(1).get(0)[1]);
    double zero = 166;
    assertThat(zero - loss.get(1)[1]).isCloseTo((zero - loss.get(0)[1]) / 2, within(0.2));
  }

  @Test
  void oneLineOrLossesThatAreNoNumbersStillMakeAPicture() throws Exception {
    assertThat(curves(CurvesPlot.svg(List.of(line(1, 0))))).hasSize(3);
    List<List<double[]>> curves =
        curves(CurvesPlot.svg(List.of(line(20, 4), line(40, Double.NaN), line(60, 3))));
    assertThat(curves.get(0)).hasSize(2);
  }
}
