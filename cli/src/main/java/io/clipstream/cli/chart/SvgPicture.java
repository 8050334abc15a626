package io.clipstream.cli.chart;

import java.awt.Graphics2D;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.batik.svggen.DefaultStyleHandler;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGIDGenerator;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * What is painted, as SVG: stands in a file or within a page, whose colour of text it takes; needs
 * no font, no display and no other file.
 */
final class SvgPicture {
  private static final String NAMESPACE = "http://www.w3.org/2000/svg";

  /** A file of its own follows the reader's dark mode; within a page the rules are the page's. */
  private static final String ALONE =
      ":root:is(svg){color:#1f2328;background:#fff}"
          + "@media(prefers-color-scheme:dark){:root:is(svg){color:#e6edf3;background:#0d1117}}";

  /** Paints on a canvas of {@link Looks#WIDTH} by {@link Looks#HEIGHT}. */
  interface Painter {
    void paint(Graphics2D canvas, int width, int height);
  }

  private SvgPicture() {}

  static String of(String title, Painter painter) {
    Document document = document();
    SVGGraphics2D canvas = new SVGGraphics2D(context(document, title), true);
    painter.paint(canvas, Looks.WIDTH, Looks.HEIGHT);
    Element root = canvas.getRoot();
    root.setAttribute("viewBox", "0 0 " + Looks.WIDTH + " " + Looks.HEIGHT);
    root.setAttribute("width", String.valueOf(Looks.WIDTH));
    root.setAttribute("role", "img");
    root.setAttribute("aria-label", title);
    root.removeChild(root.getElementsByTagName("defs").item(0)); // Empty, its id the same in all.
    root.insertBefore(text(document, "style", ALONE), root.getFirstChild());
    root.insertBefore(text(document, "title", title), root.getFirstChild());
    return written(root);
  }

  private static Document document() {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument(NAMESPACE, "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the JDK makes no XML documents", e);
    }
  }

  private static SVGGeneratorContext context(Document document, String title) {
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
    context.setComment("");
    context.setPrecision(1);
    context.setStyleHandler(new PageColours());
    String prefix = String.format(Locale.ROOT, "c%08x-", title.hashCode());
    context.setIDGenerator(
        new SVGIDGenerator() {
          @Override
          public String generateID(String name) {
            return prefix + super.generateID(name);
          }
        });
    return context;
  }

  private static Element text(Document document, String name, String content) {
    Element element = document.createElementNS(NAMESPACE, name);
    element.setTextContent(content);
    return element;
  }

  private static String written(Element root) {
    try {
      Transformer transformer = TransformerFactory.newInstance().newTransformer();
      transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
      StringWriter out = new StringWriter();
      transformer.transform(new DOMSource(root), new StreamResult(out));
      return out + "\n";
    } catch (TransformerException e) {
      throw new IllegalStateException("a chart cannot be written as XML", e);
    }
  }

  /** Writes the ink as the colour of the text around. */
  private static final class PageColours extends DefaultStyleHandler {
    private static final String INK =
        String.format(
            Locale.ROOT,
            "rgb(%d,%d,%d)",
            Looks.INK.getRed(),
            Looks.INK.getGreen(),
            Looks.INK.getBlue());

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"}) // Batik knows no generics.
    public void setStyle(Element element, Map styles, SVGGeneratorContext context) {
      Map<String, String> own = new TreeMap<>(styles);
      own.replaceAll((name, value) -> value.equals(INK) ? "currentColor" : value);
      super.setStyle(element, own, context);
    }
  }
}
