package io.clipstream.dashboard.http;

import io.clipstream.schemas.Digests;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The files of the page: ours from beside this class, libraries from their WebJars. Browsers take
 * an import map only where it stands in the page itself, so its hash goes into the policy.
 */
final class PageFiles {
  private static final String PAGE = "io/clipstream/dashboard/page/";
  private static final String LIBRARIES = "META-INF/resources/webjars/";
  private static final String CHART_STYLE = "uplot.css";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._/-]{0,150}");
  private static final Map<String, String> TYPES =
      Map.of(
          "js", "text/javascript",
          "css", "text/css",
          "html", "text/html",
          "svg", "image/svg+xml",
          "json", "application/json");

  private final String index;
  private final String mapHash;

  PageFiles() {
    String map = ImportMap.text();
    this.index =
        new String(bytes(PAGE + "index.html").orElseThrow(), StandardCharsets.UTF_8)
            .replace("IMPORT_MAP", map);
    byte[] digest = Digests.sha256().digest(map.getBytes(StandardCharsets.UTF_8));
    this.mapHash = "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
  }

  /** Hash of the one script that stands in the page, as CSP writes it. */
  String mapHash() {
    return mapHash;
  }

  /** The page itself, the same at every address of a view. */
  void index(Context context) {
    context.contentType("text/html; charset=utf-8").result(index);
  }

  /** A file of ours; a new build may have another. The one of charts comes from their library. */
  void own(Context context) {
    String name = name(context);
    String path =
        name.equals(CHART_STYLE)
            ? LIBRARIES + "uplot/" + ImportMap.version("uplot") + "/dist/uPlot.min.css"
            : PAGE + name;
    send(context, path, "no-cache");
  }

  /** A file of a library, its version in its address. */
  void library(Context context) {
    send(context, LIBRARIES + name(context), "max-age=31536000, immutable");
  }

  private static String name(Context context) {
    String name = context.pathParam("file");
    if (!NAME.matcher(name).matches() || name.contains("..") || name.contains("//")) {
      throw new NotFoundResponse("there is no such file");
    }
    return name;
  }

  private static void send(Context context, String path, String caching) {
    String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
    byte[] bytes =
        Optional.ofNullable(type)
            .flatMap(known -> bytes(path))
            .orElseThrow(() -> new NotFoundResponse("there is no such file"));
    context.header("Cache-Control", caching);
    context.contentType(type + "; charset=utf-8").result(bytes);
  }

  private static Optional<byte[]> bytes(String path) {
    try (InputStream in = PageFiles.class.getClassLoader().getResourceAsStream(path)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + path, e);
    }
  }
}
