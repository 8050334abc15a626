package io.clipstream.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The few calls of Flink's REST interface that the tests need. */
final class FlinkRest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> ENDED = Set.of("CANCELED", "FAILED", "FINISHED");

  /** A job's main method runs before the answer, on a machine that may be busy. */
  private static final Duration SUBMISSION = Duration.ofMinutes(5);

  private static final String BOUNDARY = "clipstream-boundary-7d1f";

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI base;

  /** As people open it. */
  String address() {
    return base.resolve("/").toString();
  }

  FlinkRest(int port) {
    this.base = URI.create("http://127.0.0.1:" + port + "/v1/");
  }

  /** An answer with a status other than 2xx. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }

  /** Uploads a jar; the result is its id on the JobManager. */
  String upload(Path jar) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    String head =
        "--%s\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\"%s\"\r\n"
            + "Content-Type: application/x-java-archive\r\n\r\n";
    body.writeBytes(utf8(head.formatted(BOUNDARY, jar.getFileName())));
    try {
      Files.copy(jar, body);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    body.writeBytes(utf8("\r\n--" + BOUNDARY + "--\r\n"));
    HttpRequest.Builder request =
        request("jars/upload")
            .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
            .POST(BodyPublishers.ofByteArray(body.toByteArray()));
    String file = send(request).path("filename").asText();
    return file.substring(file.lastIndexOf('/') + 1);
  }

  /** Runs a jar that was uploaded; the result is the job's id. */
  String run(String jar, String main, int parallelism, List<String> args) {
    return run(jar, main, parallelism, args, null);
  }

  /**
   * Runs a jar that was uploaded.
   *
   * @param savepoint where the job's state lies, or null
   */
  String run(String jar, String main, int parallelism, List<String> args, String savepoint) {
    Map<String, Object> body = new HashMap<>();
    if (savepoint != null) {
      body.put("savepointPath", savepoint);
    }
    body.put("entryClass", main);
    body.put("parallelism", parallelism);
    body.put("programArgsList", args);
    return post("jars/" + jar + "/run", body).path("jobid").asText();
  }

  /** Asks a job to stop with a savepoint; the result names the request. */
  String stop(String job, Path savepoints) {
    return stop(job, savepoints.toUri().toString());
  }

  /** The same on any file system. */
  String stop(String job, String savepoints) {
    Map<String, Object> body = new HashMap<>();
    body.put("targetDirectory", savepoints);
    body.put("drain", false);
    return post("jobs/" + job + "/stop", body).path("request-id").asText();
  }

  /** Where the savepoint of a request lies, or nothing as long as it is being written. */
  Optional<String> savepoint(String job, String request) {
    JsonNode answer = get("jobs/" + job + "/savepoints/" + request);
    if (!answer.path("status").path("id").asText().equals("COMPLETED")) {
      return Optional.empty();
    }
    JsonNode location = answer.path("operation").path("location");
    if (!location.isTextual()) {
      throw new AssertionError("no savepoint: " + answer);
    }
    return Optional.of(location.asText());
  }

  String state(String job) {
    return get("jobs/" + job).path("state").asText();
  }

  /** Whether all subtasks of a job run. */
  boolean isRunning(String job) {
    JsonNode answer = get("jobs/" + job);
    if (!answer.path("state").asText().equals("RUNNING")) {
      return false;
    }
    for (JsonNode vertex : answer.path("vertices")) {
      if (!vertex.path("status").asText().equals("RUNNING")) {
        return false;
      }
    }
    return true;
  }

  /** The jobs that have not ended. */
  List<String> activeJobs() {
    List<String> active = new ArrayList<>();
    for (JsonNode job : get("jobs").path("jobs")) {
      if (!ENDED.contains(job.path("status").asText())) {
        active.add(job.path("id").asText());
      }
    }
    return active;
  }

  void cancel(String job) {
    send(request("jobs/" + job + "?mode=cancel").method("PATCH", BodyPublishers.noBody()));
  }

  /** The restarts of a job. */
  int restarts(String job) {
    JsonNode metrics = get("jobs/" + job + "/metrics?get=numRestarts");
    return metrics.path(0).path("value").asInt(0);
  }

  /** How often a job has failed, as far as Flink remembers: 16 times. */
  int failures(String job) {
    return exceptionHistory(job).size();
  }

  private JsonNode exceptionHistory(String job) {
    return get("jobs/" + job + "/exceptions").path("exceptionHistory").path("entries");
  }

  /** Flink's checkpoints of a job that failed. */
  int failedCheckpoints(String job) {
    return get("jobs/" + job + "/checkpoints").path("counts").path("failed").asInt();
  }

  /** What has made a job fail, newest first. */
  String exceptions(String job) {
    StringBuilder all = new StringBuilder();
    exceptionHistory(job)
        .forEach(entry -> all.append(entry.path("stacktrace").asText()).append('\n'));
    return all.toString();
  }

  /** On which TaskManagers the subtasks of a job are, by their resource ids. */
  List<String> placements(String job) {
    return get("jobs/" + job).path("vertices").findValuesAsText("id").stream()
        .map(vertex -> get("jobs/" + job + "/vertices/" + vertex))
        .flatMap(vertex -> vertex.path("subtasks").findValuesAsText("taskmanager-id").stream())
        .distinct()
        .sorted()
        .toList();
  }

  /** The resource ids of the TaskManagers that the JobManager knows of. */
  Set<String> taskManagerIds() {
    return Set.copyOf(get("taskmanagers").path("taskmanagers").findValuesAsText("id"));
  }

  /** Since when the checkpoint that is under way has been, if there is one. */
  Optional<Instant> pendingCheckpoint(String job) {
    for (JsonNode checkpoint : get("jobs/" + job + "/checkpoints").path("history")) {
      if (checkpoint.path("status").asText().equals("IN_PROGRESS")) {
        return Optional.of(Instant.ofEpochMilli(checkpoint.path("trigger_timestamp").asLong()));
      }
    }
    return Optional.empty();
  }

  int taskManagers() {
    return get("overview").path("taskmanagers").asInt();
  }

  int freeSlots() {
    return get("overview").path("slots-available").asInt();
  }

  JsonNode get(String path) {
    return send(request(path).GET());
  }

  private JsonNode post(String path, Map<String, Object> body) {
    byte[] json = utf8(JSON.valueToTree(body).toString());
    return send(
        request(path)
            .timeout(SUBMISSION)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(json)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(60));
  }

  private JsonNode send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new Refused(answer.statusCode() + ": " + answer.body());
      }
      return answer.body().isEmpty() ? JSON.nullNode() : JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new Refused("no answer: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
