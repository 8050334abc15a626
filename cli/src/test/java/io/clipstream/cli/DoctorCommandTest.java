package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoctorCommandTest {
  private static final String LIB =
      Stream.of(
              "clipstream-control-1",
              "clipstream-learning-1",
              "clipstream-model-1",
              "clipstream-schemas-1",
              "api-0.35",
              "pytorch-engine-0.35",
              "pytorch-jni-2.7")
          .map(jar -> "\"/opt/flink/lib/" + jar + ".jar\"")
          .collect(Collectors.joining(",", "[", "]"));

  private static CommandRun doctor(String... more) {
    return CommandRun.onKafka(
        Stream.concat(Stream.of("doctor"), Stream.of(more)).toArray(String[]::new));
  }

  /** What a JobManager answers, by path. */
  private static HttpServer flink(Map<String, String> answers) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/",
        exchange -> {
          String path = exchange.getRequestURI().getPath().substring("/v1/".length());
          byte[] body = answers.getOrDefault(path, "").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(body.length == 0 ? 404 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static String address(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  private static List<Finding> look(HttpServer server) {
    return DoctorFlink.look(FlinkWeb.at(address(server))).findings();
  }

  /** The same of a cluster on which jobs of these names run. */
  private static Map<String, String> running(String... jobs) {
    Map<String, String> answers = new HashMap<>(good());
    String begun = "\"start-time\": " + System.currentTimeMillis() + ", \"duration\": 0";
    answers.put(
        "jobs/overview",
        Stream.of(jobs)
            .map(name -> "{\"name\": \"" + name + "\", \"state\": \"RUNNING\", " + begun + "}")
            .collect(Collectors.joining(",", "{\"jobs\": [", "]}")));
    return answers;
  }

  private static Map<String, String> good() {
    return Map.of(
        "config", "{\"flink-version\": \"2.2.1\"}",
        "jobs/overview", "{\"jobs\": []}",
        "overview", "{\"taskmanagers\": 2, \"slots-total\": 2, \"slots-available\": 1}",
        "jobmanager/environment", "{\"jvm\": {\"version\": \"17\"}, \"classpath\": " + LIB + "}",
        "jobmanager/config",
            """
            [{"key": "execution.checkpointing.dir", "value": "s3://b/c"},
             {"key": "classloader.parent-first-patterns.additional", "value": "ai.djl.;x."},
             {"key": "high-availability.type", "value": "kubernetes"},
             {"key": "taskmanager.memory.task.off-heap.size", "value": "1g"},
             {"key": "metrics.reporter.prom.factory.class", "value": "x"}]
            """);
  }

  @Test
  void aRoleThatThereIsNotIsRefusedWithEachRoleOnce() {
    CommandRun ran = CommandRun.of("doctor", "--kafka=localhost:1", "--role=nobody");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err())
        .contains(
            "expected one of tagging, training, dashboard, operator, producer, consumer but was"
                + " 'nobody'");
  }

  @Test
  void aKafkaWithoutTopicsIsToldFromOneThatHasThem() {
    CommandRun bare = doctor("--topic.images=doctor.none", "--topic.tags=doctor.none.tags");
    assertThat(bare.exit()).isEqualTo(1);
    assertThat(bare.out())
        .contains("FAULT    topic doctor.none ")
        .contains("FAULT    topic doctor.none.dlq ")
        .contains(
            "-> 'clipstream topics create --kafka %s --topic.images=doctor.none --topic.tags=doctor.none.tags' makes it"
                .formatted(SharedKafka.bootstrap()));
    assertThat(CommandRun.onKafka("topics", "create").exit()).isZero();
    CommandRun made = doctor();
    assertThat(made.err()).isEmpty();
    assertThat(made.exit()).as(made.out()).isZero();
    assertThat(made.out())
        .contains("This machine", "Java", "PyTorch 2.7.1", "are as jobs need them")
        .contains("transaction.max.timeout.ms")
        .contains("0 faults, ");
  }

  @Test
  void aKafkaThatDoesNotAnswerIsAFaultAmongOthersWithWhatToDo() {
    CommandRun run = CommandRun.of("doctor", "--json", "--kafka", "127.0.0.1:1");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).contains("This machine");
    assertThat(run.json())
        .filteredOn(finding -> finding.get("level").asText().equals("FAULT"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.get("subject").asText()).isEqualTo("connection");
              assertThat(finding.get("found").asText()).endsWith("no answer");
              assertThat(finding.get("todo").asText()).startsWith("start the broker");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--wire.format=yaml",
        "--wire.format=confluent",
        "--topic.pictures=x",
        "--topic.images=",
        "--topic.images=..",
        "--topic.images=a/b",
        "--flink=localhost",
        "--flink=jobmanager:8081",
        "--flink=",
        "--flink=file:///tmp",
        "--flink=http://127.0.0.1:99999",
        "--flink=http://",
        "--flink=http://jobmanager:8081/?x"
      })
  void aWrongOptionIsWrongUseAndNothingIsLookedAt(String option) {
    CommandRun run = CommandRun.of("doctor", "--kafka", "127.0.0.1:1", option);
    assertThat(run.exit()).as(run.err()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("clipstream: " + option.replaceFirst("=.*", " is "));
  }

  @Test
  void aFlinkThatIsNoAddressIsNamedWithWhatIsExpected() {
    assertThat(CommandRun.of("doctor", "--flink", "localhost").err())
        .contains("--flink is 'localhost', expected http://HOST:PORT or https://HOST:PORT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"clipstream-control", "clipstream-learning", "pytorch-engine"})
  void aJarThatLibLacksIsNamed(String jar) throws IOException {
    Map<String, String> answers = new HashMap<>(good());
    answers.computeIfPresent(
        "jobmanager/environment", (path, answer) -> answer.replace("lib/" + jar, "lib/other"));
    HttpServer server = flink(answers);
    try {
      assertThat(look(server))
          .filteredOn(finding -> finding.level() == Finding.Level.FAULT)
          .singleElement()
          .satisfies(
              finding -> assertThat(finding.found()).isEqualTo("no jar begins with " + jar + "-"));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aStatusOfAJobThatTheClusterDoesNotRunIsNoRunningJob() throws Exception {
    StatusTopic topic = StatusTopic.make();
    topic.say(StatusTopic.tagging("shop", 0, 1, "spring"));
    String status = "--topic.status=" + topic.name();
    assertThat(doctor(status).out()).containsPattern("ok +job shop +running");
    assertThat(outOn(running(), status))
        .containsPattern("warning +job shop +does not run on the cluster; 'running' is what")
        .containsPattern("warning +jobs +no tagging job runs on the cluster")
        .doesNotContainPattern("ok +job shop");
    assertThat(outOn(running("learner"), status))
        .containsPattern("warning +jobs +no tagging job runs on the cluster: none of learner ")
        .doesNotContainPattern("ok +job shop");
    assertThat(outOn(running("learner", "shop"), status))
        .containsPattern("ok +job shop +running")
        .doesNotContain("no tagging job");
  }

  private static String outOn(Map<String, String> answers, String option) throws IOException {
    HttpServer server = flink(answers);
    try {
      return doctor(option, "--flink=" + address(server)).out();
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aClusterThatIsAsItShouldBeHasNoFault() throws IOException {
    HttpServer server = flink(good());
    try {
      List<Finding> findings = look(server);
      assertThat(findings)
          .filteredOn(finding -> finding.level() != Finding.Level.OK)
          .extracting(Finding::subject)
          .containsExactly("jobs", "clock");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void whatAClusterLacksIsSaidWithWhatToDo() throws IOException {
    HttpServer server =
        flink(
            Map.of(
                "config", "{\"flink-version\": \"1.20.0\"}",
                "jobs/overview",
                    "{\"jobs\": [{\"state\": \"RUNNING\", \"start-time\": 1, \"duration\": 5}]}",
                "overview", "{\"taskmanagers\": 0, \"slots-total\": 0, \"slots-available\": 0}",
                "jobmanager/environment", "{\"jvm\": {\"version\": \"17\"}, \"classpath\": []}",
                "jobmanager/config",
                    "[{\"key\": \"taskmanager.numberOfTaskSlots\", \"value\": \"4\"}]"));
    try {
      Map<String, Finding> found =
          look(server).stream().collect(Collectors.toMap(Finding::subject, finding -> finding));
      for (String fault : List.of("version", "places", "lib/", "execution.checkpointing.dir")) {
        assertThat(found.get(fault).level()).as(fault).isEqualTo(Finding.Level.FAULT);
      }
      for (String warning :
          List.of(
              "clock",
              "high-availability.type",
              "classloader.parent-first-patterns.additional",
              "taskmanager.memory.task.off-heap.size",
              "taskmanager.numberOfTaskSlots",
              "metrics.reporter")) {
        assertThat(found.get(warning).level()).as(warning).isEqualTo(Finding.Level.WARNING);
      }
      assertThat(found.values())
          .filteredOn(
              finding ->
                  finding.level() == Finding.Level.FAULT
                      || finding.level() == Finding.Level.WARNING)
          .allSatisfy(finding -> assertThat(finding.todo()).isNotEmpty());
    } finally {
      server.stop(0);
    }
  }

  @Test
  void anAddressThatIsNoJobManagersIsAFault() throws IOException {
    HttpServer server = flink(Map.of());
    try {
      assertThat(look(server))
          .singleElement()
          .satisfies(finding -> assertThat(finding.found()).contains("answers with status 404"));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void programsGetAFindingALine() throws IOException {
    CommandRun run = doctor("--json");
    for (String line : run.lines()) {
      assertThat(new ObjectMapper().readTree(line).fieldNames())
          .toIterable()
          .containsExactly("level", "area", "subject", "found", "todo");
    }
  }
}
