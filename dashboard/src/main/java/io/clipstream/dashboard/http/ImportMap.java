package io.clipstream.dashboard.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * Which file a library's name stands for in the page's modules, at the versions on the class path.
 */
final class ImportMap {
  private ImportMap() {}

  static String text() {
    Map<String, String> imports = new LinkedHashMap<>();
    library(imports, "lit", "lit", "index.js");
    library(imports, "lit-html", "lit-html", "lit-html.js");
    library(imports, "lit-element", "lit-element", "index.js");
    library(imports, "@lit/reactive-element", "lit__reactive-element", "reactive-element.js");
    imports.put("uplot", "/lib/uplot/" + version("uplot") + "/dist/uPlot.esm.js");
    return new String(
        Json.bytes(Map.of("imports", imports)), java.nio.charset.StandardCharsets.UTF_8);
  }

  private static void library(Map<String, String> imports, String name, String jar, String main) {
    String folder = "/lib/" + jar + "/" + version(jar) + "/";
    imports.put(name, folder + main);
    imports.put(name + "/", folder);
  }

  /** Version of a WebJar on the class path. */
  static String version(String jar) {
    String path = "META-INF/maven/org.webjars.npm/" + jar + "/pom.properties";
    try (InputStream in = ImportMap.class.getClassLoader().getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("the WebJar " + jar + " is not on the class path");
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + path, e);
    }
  }
}
