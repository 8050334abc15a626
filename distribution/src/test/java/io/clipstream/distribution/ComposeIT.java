package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.model.Folders;
import io.clipstream.model.testing.Eventually;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every JVM of docker-compose.yml with its settings from there, up to pictures in the dashboard.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ComposeIT {
  private static final int SAMPLES = 97;

  /** Full of links, which JUnit's own directories warn of one by one. */
  private final Path directory = Path.of("target/compose").toAbsolutePath();

  @BeforeEach
  void clear() throws IOException {
    if (Files.exists(directory)) {
      Folders.delete(directory);
    }
  }

  @Test
  void oneCommandEndsWithTaggedPicturesInTheDashboard() throws Exception {
    for (String tool : new String[] {"bash", "curl", "wget"}) {
      assumeTrue(isOnPath(tool), "no " + tool + " on the PATH, which scripts or checks call");
    }
    ComposeFile compose = ComposeFile.read();
    try (ComposeStack stack = new ComposeStack(directory, compose)) {
      stack.up();
      stack.awaitHealth("dashboard");
      assertThat(stack.again("setup", Map.of()))
          .contains("exists\timages.events.v1")
          .doesNotContain("differs", "is promoted", "is published");
      String page = "http://127.0.0.1:" + stack.host().port(8080);
      Eventually.holds("tags of all pictures", () -> tags(page).size() == SAMPLES, stack::logs);
      assertThat(tags(page))
          .containsEntry("anchor-noto.png", "anchor")
          .containsEntry("dog-noto.png", "dog");
      stack.awaitEnd("pictures");
      stack.awaitEnd("training");
      FlinkRest flink = new FlinkRest(stack.host().port(8081));
      assertThat(flink.activeJobs()).hasSize(2).allMatch(flink::isRunning);
      assertThat(flink.activeJobs().stream().flatMap(job -> flink.placements(job).stream()))
          .as("each has a TaskManager to itself")
          .doesNotHaveDuplicates();
      requireThatAllFit(stack);
      assertThat(stack.again("tagging", Map.of()))
          .contains("the job tagging is on the cluster already");
      goOnFromASavepoint(stack);
    }
  }

  /** An upgrade, as docs/cluster.md has it. */
  private static void goOnFromASavepoint(ComposeStack stack) {
    FlinkRest flink = new FlinkRest(stack.host().port(8081));
    String job = jobs(flink).get("tagging");
    String said =
        stack.exec(
            "jobmanager",
            "flink",
            "stop",
            "--savepointPath",
            "s3://clipstream/flink/savepoints",
            job);
    String savepoint = said.replaceAll("(?s).*Path: (s3://\\S+).*", "$1");
    assertThat(savepoint).startsWith("s3://clipstream/flink/savepoints/");
    stack.again("tagging", Map.of("SAVEPOINT", savepoint));
    String next = jobs(flink).get("tagging");
    Eventually.holds("the job goes on", () -> flink.isRunning(next), stack::logs);
    assertThat(flink.get("jobs/" + next + "/checkpoints").at("/latest/restored/external_path"))
        .hasToString("\"" + savepoint + "\"");
  }

  /** The ids of the jobs that run, by name. */
  private static Map<String, String> jobs(FlinkRest flink) {
    Map<String, String> jobs = new TreeMap<>();
    flink.activeJobs().forEach(id -> jobs.put(flink.get("jobs/" + id).path("name").asText(), id));
    return jobs;
  }

  private static boolean isOnPath(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** The best label of every picture that the dashboard has, by the picture's name. */
  private static Map<String, String> tags(String page) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(page + "/api/results?limit=200")).build();
    String body = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    Map<String, String> tags = new TreeMap<>();
    for (JsonNode result : new ObjectMapper().readTree(body).path("results")) {
      String name = result.path("imageId").asText().replaceAll(".*/", "");
      tags.put(name, result.path("tags").path(0).path("label").asText());
    }
    return tags;
  }

  private static void requireThatAllFit(ComposeStack stack) throws IOException {
    if (!ProcessMemory.isKnown()) {
      return;
    }
    for (var each : stack.staying().entrySet()) {
      String limit = each.getValue().service().deploy().resources().limits().memory();
      long bytes = MemorySize.parse(limit).getBytes();
      assertThat(ProcessMemory.resident(each.getValue().process().pid()))
          .as(each.getKey())
          .isLessThan(bytes);
    }
  }
}
