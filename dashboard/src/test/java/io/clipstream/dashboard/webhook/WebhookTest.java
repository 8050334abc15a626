package io.clipstream.dashboard.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clipstream.dashboard.Dashboard;
import io.clipstream.dashboard.DashboardSettings;
import io.clipstream.dashboard.Http;
import io.clipstream.dashboard.World;
import io.clipstream.dashboard.webhook.TestReceiver.Came;
import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.ReviewDecision;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Decisions on their way to a receiver, which may be slow, away or wrong. */
@Timeout(240)
class WebhookTest {
  @TempDir private Path folder;
  private World world;
  private TestReceiver receiver;
  private Dashboard dashboard;

  @BeforeEach
  void start() {
    world = World.create();
    receiver = TestReceiver.start();
  }

  @AfterEach
  void stop() {
    if (dashboard != null) {
      dashboard.close();
    }
    receiver.close();
    world.close();
  }

  private void open(WebhookSettings settings) {
    dashboard =
        Dashboard.start(
            DashboardSettings.local(world.kafka(), folder.resolve("data"), 0).with(settings));
  }

  private static ReviewDecision.Builder review(String id, String image) {
    return ReviewDecision.newBuilder()
        .setImageId(image)
        .setReviewId(id)
        .setReviewer("ada")
        .setDecision(Decision.BLOCK)
        .setLabels(List.of("knife"))
        .setOrigin(new Origin("images", 0, 7L, null))
        .setReviewedAt(Instant.ofEpochMilli(System.currentTimeMillis()));
  }

  private void send(ReviewDecision review) {
    world.send(
        world.kafka().name(Topic.REVIEWS),
        review.getImageId(),
        world.kafka().codec(ReviewDecision.class, Topic.REVIEWS).encode(review));
  }

  private void send(String id, String image) {
    send(review(id, image).build());
  }

  private static List<String> reviews(List<Came> came) {
    return came.stream().map(Came::review).toList();
  }

  private void awaitTaken(String... ids) {
    Eventually.asserted(() -> assertThat(reviews(receiver.taken)).contains(ids));
  }

  private JsonNode state() throws IOException {
    return Http.get(dashboard.port(), "/api/health").json().at("/webhooks/0");
  }

  @Test
  void whatReviewersDecideAndTakeBackArrivesSigned() throws IOException {
    open(receiver.settings());
    send(review("r1", "=p1").setCaption("a \"knife\"").setRemovedLabels(List.of("fire")).build());
    send(review("u1", "=p1").setUndo(true).setUndoes("r1").setLabels(List.of()).build());
    awaitTaken("r1", "u1");
    assertThat(receiver.taken).allMatch(Came::isSigned).hasSize(2);
    Came created = receiver.taken.get(0);
    assertThat(created.type()).isEqualTo("review.created");
    assertThat(created.id()).matches("msg_[0-9a-f]{32}");
    JsonNode data = created.body().get("data");
    assertThat(data.get("imageId").asText()).isEqualTo("=p1");
    assertThat(data.get("decision").asText()).isEqualTo("BLOCK");
    assertThat(data.get("labels").get(0).asText()).isEqualTo("knife");
    assertThat(data.get("removedLabels").get(0).asText()).isEqualTo("fire");
    assertThat(data.get("caption").asText()).isEqualTo("a \"knife\"");
    assertThat(data.get("reviewer").asText()).isEqualTo("ada");
    assertThat(data.get("imagePlace").asText()).isEqualTo("images/0/7");
    assertThat(receiver.taken.get(1).type()).isEqualTo("review.undone");
    assertThat(receiver.taken.get(1).body().at("/data/undoes").asText()).isEqualTo("r1");
    Eventually.asserted(
        () -> {
          assertThat(state().get("delivered").asLong()).isEqualTo(2);
          assertThat(state().get("waiting").asLong()).isZero();
          return assertThat(state().get("problem").asText()).isEqualTo("");
        });
    JsonNode described = Http.get(dashboard.port(), "/openapi.json").json().get("webhooks");
    for (Came came : receiver.taken) {
      JsonNode fields =
          described.at("/" + came.type() + "/post/requestBody/content/application~1json/schema");
      List<String> said = new ArrayList<>();
      came.body().get("data").fieldNames().forEachRemaining(said::add);
      List<String> told = new ArrayList<>();
      fields.at("/properties/data/properties").fieldNames().forEachRemaining(told::add);
      assertThat(said).isEqualTo(told);
    }
    assertThat(described.has("decision.made")).isTrue();
  }

  @Test
  void decisionsOfJobsAreToldOfTheLabelSetsAskedForAlone() {
    open(receiver.settings(Optional.of(Instant.EPOCH), Map.of("default", Set.of(Decision.BLOCK))));
    tagged("p1", "other", Decision.BLOCK);
    tagged("p2", "default", Decision.ALLOW);
    tagged("p3", "default", Decision.BLOCK);
    send("r1", "p9");
    Eventually.asserted(() -> assertThat(receiver.taken).hasSize(2));
    Came made =
        receiver.taken.stream().filter(c -> c.type().equals("decision.made")).findFirst().get();
    assertThat(made.image()).isEqualTo("p3");
    assertThat(made.body().at("/data/labels/0").asText()).isEqualTo("knife");
    assertThat(made.body().at("/data/labels")).hasSize(1);
  }

  private void tagged(String id, String set, Decision decision) {
    TagEvent event =
        World.tagEvent(
            id,
            new Origin("images", 0, (long) id.hashCode(), null),
            decision,
            World.tag("knife", 0.9, Action.BLOCK, true),
            World.tag("fire", 0.1, Action.BLOCK, false));
    event.setLabelSetId(set);
    world.publish(event);
  }

  @Test
  void whatIsNotTakenIsToldAgainUnderItsIdAndAllThatWaitsComesInOrder() throws IOException {
    receiver.answers(500);
    open(receiver.settings());
    for (int i = 0; i < 20; i++) {
      send("r" + i, "p" + i % 2);
    }
    Eventually.asserted(
        () -> {
          assertThat(receiver.tried).hasSizeGreaterThan(6);
          assertThat(state().get("problem").asText()).isEqualTo("the receiver answered 500");
          assertThat(state().get("attempts").asInt()).isGreaterThan(2);
          return assertThat(state().get("waiting").asLong()).isEqualTo(20);
        });
    receiver.answers(302);
    Eventually.asserted(
        () -> assertThat(state().get("problem").asText()).isEqualTo("the receiver answered 302"));
    assertThat(receiver.taken).isEmpty();
    receiver.answers(200);
    Eventually.asserted(() -> assertThat(receiver.taken).hasSize(20));
    for (String image : List.of("p0", "p1")) {
      assertThat(receiver.taken.stream().filter(c -> c.image().equals(image)).map(Came::review))
          .containsExactlyElementsOf(
              IntStream.range(0, 20)
                  .filter(i -> image.equals("p" + i % 2))
                  .mapToObj(i -> "r" + i)
                  .toList());
    }
    assertThat(receiver.tried).extracting(Came::path).containsOnly("/hook");
    assertThat(receiver.tried.stream().map(Came::id).distinct()).hasSize(20);
    Eventually.asserted(() -> assertThat(state().get("problem").asText()).isEqualTo(""));
    assertThat(state().toString()).doesNotContain("a-secret-of-the-address");
  }

  @Test
  void aReceiverThatHangsHoldsUpNothingElse() throws IOException {
    receiver.hangs();
    open(TestReceiver.within(Duration.ofMillis(500), receiver.settings()));
    send("r1", "p1");
    Eventually.asserted(
        () ->
            assertThat(state().get("problem").asText())
                .isEqualTo("the receiver did not answer within 500 ms"));
    for (int i = 0; i < 30; i++) {
      tagged("q" + i, "default", Decision.BLOCK);
    }
    Eventually.asserted(
        () ->
            assertThat(Http.get(dashboard.port(), "/api/export.jsonl").text().lines().count())
                .isEqualTo(30));
    assertThat(receiver.taken).isEmpty();
    receiver.answers(204);
    awaitTaken("r1");
  }

  @Test
  void anEventThatIsNeverTakenLetsOthersPassAndIsPassedByWhenSomebodySaysSo() throws IOException {
    receiver.answers(came -> came.review().equals("bad") ? 422 : 204);
    open(receiver.settings());
    send("bad", "p1");
    send("behind", "p1");
    Eventually.asserted(() -> assertThat(state().get("failing")).hasSize(1));
    String id = state().at("/failing/0/id").asText();
    assertThat(reviews(receiver.taken)).doesNotContain("behind");
    String path = "/api/webhooks/" + state().get("key").asText() + "/pass-by";
    assertThat(passBy(path, "msg_another")).isEqualTo(409);
    assertThat(passBy("/api/webhooks/none/pass-by", id)).isEqualTo(404);
    Eventually.asserted(() -> assertThat(passBy(path, id)).isEqualTo(200));
    awaitTaken("behind");
    assertThat(reviews(receiver.taken)).doesNotContain("bad");
  }

  private int passBy(String path, String id) throws IOException {
    byte[] body = ("{\"id\":\"" + id + "\"}").getBytes();
    return Http.change(dashboard.port(), "POST", path, body).status();
  }

  @Test
  void aRestartGoesOnWhereItStopped() {
    open(receiver.settings());
    send("r1", "p1");
    awaitTaken("r1");
    Eventually.asserted(() -> assertThat(state().get("waiting").asLong()).isZero());
    receiver.answers(503);
    send("r2", "p1");
    Eventually.asserted(() -> assertThat(reviews(receiver.tried)).contains("r2"));
    dashboard.close();
    send("r3", "p2");
    receiver.answers(204);
    open(receiver.settings(Optional.empty(), Map.of()));
    awaitTaken("r2", "r3");
    send("r4", "p1");
    awaitTaken("r4");
    assertThat(reviews(receiver.taken)).containsOnly("r1", "r2", "r3", "r4");
  }

  @Test
  void aDeletedIndexTellsNoHistoryUnlessAsked() throws IOException {
    send("before", "p0");
    open(receiver.settings(Optional.empty(), Map.of()));
    awaitFirstPlace();
    send("r1", "p1");
    awaitTaken("r1");
    assertThat(reviews(receiver.taken)).containsExactly("r1");
    deleteIndex();
    open(receiver.settings(Optional.empty(), Map.of()));
    awaitFirstPlace();
    send("r2", "p1");
    awaitTaken("r2");
    assertThat(reviews(receiver.taken)).containsExactly("r1", "r2");
    deleteIndex();
    open(receiver.settings());
    awaitTaken("before");
    Eventually.asserted(() -> assertThat(receiver.taken).hasSize(5));
    assertThat(receiver.taken.stream().map(Came::id).distinct())
        .as("what is told again has its old ids")
        .hasSize(3);
  }

  /** From then on everything is told. */
  private void awaitFirstPlace() {
    Eventually.asserted(() -> assertThat(state().get("hasBegun").asBoolean()).isTrue());
  }

  private void deleteIndex() throws IOException {
    dashboard.close();
    try (Stream<Path> files = Files.list(folder.resolve("data"))) {
      for (Path file :
          files.filter(each -> each.getFileName().toString().startsWith("index")).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void anIndexThatIsMadeAgainSinceATopicWasDoesNotForgetWhatWasTold() {
    open(receiver.settings());
    send("r1", "p1");
    awaitTaken("r1");
    Eventually.asserted(() -> assertThat(state().get("waiting").asLong()).isZero());
    receiver.answers(500);
    send("r2", "p1");
    Eventually.asserted(() -> assertThat(reviews(receiver.tried)).contains("r2"));
    world.delete(Topic.TAGS);
    dashboard.close();
    Eventually.asserted(
        () -> {
          world.make(Topic.TAGS); // the deletion takes its time
          return world;
        });
    receiver.answers(204);
    open(receiver.settings(Optional.empty(), Map.of()));
    awaitTaken("r2");
    assertThat(reviews(receiver.taken)).containsExactly("r1", "r2");
  }
}
