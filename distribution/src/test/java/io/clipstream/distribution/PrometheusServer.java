package io.clipstream.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.model.testing.FreePorts;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Prometheus of this machine on a port of its own; and its tool. */
final class PrometheusServer implements AutoCloseable {
  static final String MISSING =
      "no prometheus and promtool on the PATH: install Debian's package prometheus to run this";

  private final Process process;
  private final URI base;

  private PrometheusServer(Process process, URI base) {
    this.process = process;
    this.base = base;
  }

  static boolean isInstalled() {
    return Stream.of("prometheus", "promtool").allMatch(PrometheusServer::isOnPath);
  }

  private static boolean isOnPath(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  static PrometheusServer start(Path directory, String configuration) throws IOException {
    Path file = Files.writeString(directory.resolve("prometheus.yml"), configuration);
    String address = "127.0.0.1:" + FreePorts.next();
    ProcessBuilder builder =
        new ProcessBuilder(
            "prometheus",
            "--config.file=" + file,
            "--storage.tsdb.path=" + directory.resolve("prometheus"),
            "--web.listen-address=" + address);
    builder.redirectErrorStream(true).redirectOutput(directory.resolve("prometheus.log").toFile());
    return new PrometheusServer(builder.start(), URI.create("http://" + address + "/api/v1/"));
  }

  /** How many series a query gives now. */
  int series(String query) throws IOException, InterruptedException {
    String encoded = URLEncoder.encode(query, StandardCharsets.UTF_8);
    return get("query?query=" + encoded).path("data").path("result").size();
  }

  /** The rules as the server has loaded them, each with its health. */
  List<JsonNode> rules() throws IOException, InterruptedException {
    return get("rules").path("data").path("groups").findParents("health");
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(base.resolve(path)).build();
    try (var body = HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream()).body()) {
      JsonNode answer = new ObjectMapper().readTree(body);
      if (!answer.path("status").asText().equals("success")) {
        throw new AssertionError(path + ": " + answer);
      }
      return answer;
    }
  }

  /** What the tool prints, with its exit status at the end. */
  static String tool(String... arguments) throws IOException, InterruptedException {
    List<String> command = Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toList();
    Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return printed + "exit status " + tool.waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
