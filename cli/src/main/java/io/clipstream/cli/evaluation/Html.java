package io.clipstream.cli.evaluation;

import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Parts of a page. Texts are escaped here and nowhere else. */
final class Html {
  private final StringBuilder text = new StringBuilder();

  /** What is text in any place of a page. */
  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  Html heading(String title) {
    return element("h2", title);
  }

  Html paragraph(String content) {
    return element("p", content);
  }

  /** What the paper found, beside what was found here. */
  Html paper(String content) {
    text.append("<p class=\"paper\"><b>The paper:</b> ").append(escaped(content)).append("</p>\n");
    return this;
  }

  /** Why a part has no data. */
  Html missing(String why) {
    text.append("<p class=\"missing\">Not measured: ").append(escaped(why)).append("</p>\n");
    return this;
  }

  /** A table; the first column names the row, others are figures. */
  Html table(String caption, List<String> head, List<List<String>> rows) {
    text.append("<div class=\"wide\"><table><caption>").append(escaped(caption));
    text.append("</caption><thead><tr>");
    head.forEach(cell -> text.append("<th scope=\"col\">").append(escaped(cell)).append("</th>"));
    text.append("</tr></thead><tbody>\n");
    for (List<String> row : rows) {
      text.append("<tr><th scope=\"row\">").append(escaped(row.get(0))).append("</th>");
      row.stream()
          .skip(1)
          .forEach(cell -> text.append("<td>").append(escaped(cell)).append("</td>"));
      text.append("</tr>\n");
    }
    text.append("</tbody></table></div>\n");
    return this;
  }

  /** What is said of something, by name. */
  Html facts(String caption, Map<String, String> facts) {
    text.append("<table class=\"facts\"><caption>").append(escaped(caption));
    text.append("</caption><tbody>\n");
    facts.forEach(
        (name, fact) -> {
          text.append("<tr><th scope=\"row\">").append(escaped(name)).append("</th><td>");
          text.append(escaped(fact)).append("</td></tr>\n");
        });
    text.append("</tbody></table>\n");
    return this;
  }

  /** A picture that we made ourselves. */
  Html chart(String svg) {
    text.append("<figure>").append(svg.strip()).append("</figure>\n");
    return this;
  }

  /** An SVG file that others may have made: as an image it runs and fetches nothing. */
  Html image(String title, byte[] svg) {
    text.append("<figure><img alt=\"").append(escaped(title));
    text.append("\" src=\"data:image/svg+xml;base64,");
    text.append(Base64.getEncoder().encodeToString(svg)).append("\"></figure>\n");
    return this;
  }

  private Html element(String name, String content) {
    text.append('<').append(name).append('>').append(escaped(content));
    text.append("</").append(name).append(">\n");
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
