package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.clipstream.model.testing.SmallCheckpoint;
import io.clipstream.schemas.Digests;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command against a hub on this machine; HubDownload's own tests have the hub's moods. */
class ModelDownloadCommandTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  @TempDir static Path shared;
  @TempDir Path dir;
  private static Path model;
  private final Map<String, byte[]> listed = new LinkedHashMap<>();
  private final Map<String, byte[]> served = new LinkedHashMap<>();
  private final List<String> ranges = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeAll
  static void makeModel() {
    model = SmallCheckpoint.write(shared.resolve("model"), 1).directory();
  }

  @BeforeEach
  void startHub() throws IOException {
    for (String name :
        List.of("config.json", "preprocessor_config.json", "tokenizer.json", "model.safetensors")) {
      listed.put(name, Files.readAllBytes(model.resolve(name)));
    }
    served.putAll(listed);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/models/owner/clip/revision/v1", this::listing);
    server.createContext("/owner/clip/resolve/" + COMMIT + "/", this::file);
    server.start();
  }

  @AfterEach
  void stopHub() {
    server.stop(0);
  }

  private void listing(HttpExchange exchange) throws IOException {
    List<Map<String, Object>> siblings = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : listed.entrySet()) {
      int size = file.getValue().length;
      Map<String, Object> lfs = Map.of("sha256", Digests.sha256(file.getValue()), "size", size);
      siblings.add(Map.of("rfilename", file.getKey(), "size", size, "lfs", lfs));
    }
    Map<String, Object> answer = Map.of("sha", COMMIT, "siblings", siblings);
    answer(exchange, 200, new ObjectMapper().writeValueAsBytes(answer));
  }

  private void file(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    byte[] content = served.get(path.substring(path.lastIndexOf('/') + 1));
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (range == null) {
      answer(exchange, 200, content);
      return;
    }
    ranges.add(range);
    int from = Integer.parseInt(range.replaceAll("\\D", ""));
    exchange
        .getResponseHeaders()
        .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
    answer(exchange, 206, Arrays.copyOfRange(content, from, content.length));
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private CommandRun download(String repository) {
    String endpoint = "http://localhost:" + server.getAddress().getPort();
    return CommandRun.of(
        "model",
        "download",
        repository,
        "--endpoint",
        endpoint,
        "--revision",
        "v1",
        "-o",
        dir.resolve("clip"));
  }

  @Test
  void bringsACheckpointThatTags() {
    CommandRun run = download("owner/clip");

    assertThat(run.exit()).isZero();
    assertThat(run.out()).isEqualToIgnoringNewLines(dir.resolve("clip").toString());
    assertThat(run.err()).contains("4 files, ").contains("commit " + COMMIT);
    Path picture =
        TwoColours.picture(dir.resolve("a.png"), java.awt.Color.RED, java.awt.Color.BLUE);
    assertThat(
            CommandRun.of("tag", picture, "--labels", "cat", "--model", dir.resolve("clip")).exit())
        .isZero();
  }

  @Test
  void goesOnWhereAnEarlierRunStopped() throws IOException {
    byte[] weights = served.get("model.safetensors");
    Path staging = Files.createDirectories(dir.resolve(".clip.part-" + COMMIT.substring(0, 12)));
    Files.write(staging.resolve("model.safetensors.part"), Arrays.copyOf(weights, 5_000));

    assertThat(download("owner/clip").exit()).isZero();
    assertThat(ranges).containsExactly("bytes=5000-");
    assertThat(dir.resolve("clip/model.safetensors")).hasBinaryContent(weights);
  }

  @Test
  void anotherHashIsAnErrorAndLeavesNoCheckpoint() {
    byte[] tampered = served.get("model.safetensors").clone();
    tampered[tampered.length / 2] ^= 1;
    served.put("model.safetensors", tampered);

    requireError(download("owner/clip"), "model.safetensors: expected SHA-256");
    assertThat(dir.resolve("clip")).doesNotExist();
  }

  @Test
  void aNameThatLeavesTheDirectoryIsRefused() {
    listed.put("../../evil.json", new byte[3]);

    requireError(download("owner/clip"), "evil.json", "stay in the directory");
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void anExistingDirectoryIsLeftAlone() throws IOException {
    Path mine = Files.createDirectories(dir.resolve("clip"));
    Files.writeString(mine.resolve("notes.txt"), "mine");

    requireError(download("owner/clip"), mine.toString());
    assertThat(mine.resolve("notes.txt")).hasContent("mine");
  }

  @Test
  void whatTheHubDoesNotHaveIsNamed() {
    requireError(download("owner/other"), "owner/other revision v1", "404");
    requireError(download("../clip"), "repository ../clip: expected OWNER/NAME");
  }

  @Test
  void aHubThatDoesNotAnswerIsNamed() {
    server.stop(0);

    requireError(download("owner/clip"), "no connection to http://localhost", "run again to go on");
  }

  private static void requireError(CommandRun run, String... parts) {
    assertThat(run.exit()).isNotZero();
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("clipstream: ").contains(parts).hasLineCount(1);
  }
}
