package io.clipstream.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.clipstream.control.DeadLetterHeaders;
import io.clipstream.dashboard.http.Listening;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.login.LoginSettings;
import io.clipstream.dashboard.review.ReviewSettings;
import io.clipstream.dashboard.store.Retention;
import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.SettingException;
import io.clipstream.schemas.Topic;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server over a real broker, as programs see it. */
@Timeout(240)
class DashboardTest {
  @TempDir private Path folder;
  private World world = World.withoutTopics();
  private Dashboard dashboard;

  @AfterEach
  void stop() {
    if (dashboard != null) {
      dashboard.close();
    }
    world.close();
  }

  private void start() {
    dashboard = Dashboard.start(DashboardSettings.local(world.kafka(), folder, 0));
  }

  private JsonNode get(String path) throws IOException {
    return Http.get(dashboard.port(), path).json();
  }

  private List<String> ids() throws IOException {
    List<String> ids = new ArrayList<>();
    get("/api/results?limit=200").get("results").forEach(r -> ids.add(r.get("imageId").asText()));
    return ids;
  }

  private void publish(int from, int to) {
    for (int i = from; i < to; i++) {
      Origin origin = new Origin(world.kafka().name(Topic.IMAGES), 0, (long) i, null);
      world.publish(
          World.tagEvent("p" + i, origin, Decision.TAG, World.tag("cat", 0.9, Action.TAG, true)));
    }
  }

  private void awaitResults(int count) {
    Eventually.asserted(() -> assertThat(ids()).hasSize(count).doesNotHaveDuplicates());
  }

  @Test
  void itStartsBeforeTheTopicsAreThereAndSaysWhatIsMissing() {
    start();
    Eventually.asserted(
        () ->
            assertThat(get("/api/state").at("/kafka/missing").toString())
                .contains(world.kafka().name(Topic.TAGS)));
    world.makeTopics();
    publish(0, 3);
    awaitResults(3);
  }

  @Test
  void aBrokerThatIsAwayIsSaid() {
    world.close();
    dashboard = Dashboard.start(DashboardSettings.local(KafkaAccess.at("127.0.0.1:1"), folder, 0));
    Eventually.asserted(
        () ->
            assertThat(get("/api/state").at("/kafka/message").asText())
                .contains("Kafka at 127.0.0.1:1 does not answer"));
    world = World.withoutTopics();
  }

  @Test
  void aRestartGoesOnAndADeletedIndexIsMadeAgain() throws IOException {
    world.makeTopics();
    start();
    publish(0, 20);
    awaitResults(20);
    dashboard.close();
    publish(20, 25);
    start();
    awaitResults(25);
    dashboard.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    start();
    awaitResults(25);
  }

  @Test
  void aTopicThatIsMadeAgainMakesTheIndexAnew() {
    world.makeTopics();
    start();
    publish(0, 5);
    awaitResults(5);
    world.delete(Topic.TAGS);
    Eventually.asserted(
        () ->
            assertThat(get("/api/state").at("/kafka/missing").toString())
                .contains(world.kafka().name(Topic.TAGS)));
    world.make(Topic.TAGS);
    publish(100, 102);
    Eventually.asserted(() -> assertThat(ids()).containsExactlyInAnyOrder("p100", "p101"));
  }

  @Test
  void aRecordThatCannotBeReadIsCountedAndStopsNothing() throws IOException {
    world.makeTopics();
    start();
    publish(0, 2);
    String tags = world.kafka().name(Topic.TAGS);
    world.send(tags, "p", new byte[] {1, 2, 3});
    world.send(tags, "p", null);
    world.send(world.kafka().name(Topic.STATUS), "job/0", new byte[0]);
    world.send(world.kafka().name(Topic.LABEL_SETS), "x", new byte[] {9});
    publish(2, 4);
    awaitResults(4);
    Eventually.asserted(
        () -> assertThat(get("/api/state").at("/kafka/unreadable").asInt()).isEqualTo(3));
  }

  @Test
  void theLineAtTheTopSaysWhatIsInForceByTheRulesOfTheJobs() {
    world.makeTopics();
    start();
    world.publishLabels("default", 3, "cat", "dog");
    world.publishLabels("default", 2, "other"); // an older revision is refused
    world.publishStatus("tagger", 0, 2);
    world.publishStatus("tagger", 1, 2);
    Eventually.asserted(
        () -> {
          JsonNode state = get("/api/state");
          assertThat(state.at("/labelSets/0/revision").asInt()).isEqualTo(3);
          assertThat(state.at("/labelSets/0/labels").asInt()).isEqualTo(2);
          assertThat(state.at("/jobs/0/subtasks")).hasSize(2);
          return null;
        });
  }

  @Test
  void deadLettersAreCountedByReason() {
    world.makeTopics();
    start();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            Topic.deadLetter(world.kafka().name(Topic.IMAGES)),
            "p1".getBytes(StandardCharsets.UTF_8),
            new byte[] {1});
    record
        .headers()
        .add(DeadLetterHeaders.REASON, "TOO_LARGE".getBytes(StandardCharsets.UTF_8))
        .add(DeadLetterHeaders.PARTITION, "no number".getBytes(StandardCharsets.UTF_8));
    world.send(record);
    Eventually.asserted(
        () -> {
          assertThat(get("/api/state").get("rejected").asInt()).isOne();
          assertThat(get("/api/state").at("/reasons/0/reason").asText()).isEqualTo("TOO_LARGE");
          return null;
        });
  }

  @Test
  void aBrowserThatDoesNotReadHoldsUpNobody() throws IOException {
    world.makeTopics();
    start();
    try (Socket stalled = stream();
        Socket reader = stream()) {
      Eventually.asserted(() -> assertThat(read(reader, "event: state")).isTrue());
      publish(0, 400);
      awaitResultsOf(400);
      assertThat(read(reader, "\"counted\":400")).isTrue();
      assertThat(stalled.isClosed()).isFalse();
    }
  }

  private void awaitResultsOf(int count) {
    Eventually.asserted(
        () -> assertThat(get("/api/images/" + key("p" + (count - 1))).get("results")).hasSize(1));
  }

  private static String key(String imageId) {
    return io.clipstream.dashboard.store.Term.hash(imageId);
  }

  private Socket stream() throws IOException {
    Socket socket = new Socket("127.0.0.1", dashboard.port());
    socket.setReceiveBufferSize(1_024);
    socket.setSoTimeout(60_000);
    socket
        .getOutputStream()
        .write(
            "GET /api/stream HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  /** Reads on until a text has come. */
  private static boolean read(Socket socket, String text) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder last = new StringBuilder();
    for (int next = in.read(); next >= 0; next = in.read()) {
      last.append((char) next);
      if (last.indexOf(text, Math.max(0, last.length() - text.length())) >= 0) {
        return true;
      }
    }
    return false;
  }

  @Test
  void wrongParametersAreRefusedInWords() throws IOException {
    world.makeTopics();
    start();
    for (String path :
        List.of(
            "/api/results?min=2",
            "/api/results?min=NaN",
            "/api/results?decision=MAYBE",
            "/api/results?limit=0",
            "/api/results?from=yesterday",
            "/api/stream?max=x",
            "/api/pictures/0/-1",
            "/api/pictures/0/1?side=777")) {
      Http.Answer answer = Http.get(dashboard.port(), path);
      assertThat(answer.status()).as(path).isEqualTo(400);
      assertThat(answer.json().get("message").asText()).as(path).isNotBlank();
    }
  }

  @Test
  void strangersAreNotLetIn() {
    for (String host : List.of("0.0.0.0", "192.168.1.1")) {
      assertThatThrownBy(() -> Dashboard.start(settings(host, Optional.empty())))
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("asks nobody to log in");
    }
  }

  @Test
  void aStoreThatIsNotThereIsSaidWithoutItsPassword() {
    Optional<String> store = Optional.of("jdbc:postgresql://127.0.0.1:1/x?user=u&password=secret");
    assertThatThrownBy(() -> Dashboard.start(settings("127.0.0.1", store)))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("127.0.0.1:1")
        .hasMessageNotContaining("secret");
  }

  private DashboardSettings settings(String host, Optional<String> store) {
    return new DashboardSettings(
        world.kafka(),
        folder,
        store,
        Listening.at(host, 0),
        LoginSettings.none(),
        Retention.DEFAULT,
        ReviewSettings.DEFAULT);
  }
}
