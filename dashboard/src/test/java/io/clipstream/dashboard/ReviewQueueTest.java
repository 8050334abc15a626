package io.clipstream.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clipstream.dashboard.review.ReviewSettings;
import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.CaptionedImage;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.ReviewDecision;
import io.clipstream.schemas.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The review queue over a real broker, as programs see it. */
@Timeout(240)
class ReviewQueueTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String ONE = "session-one";

  @TempDir private Path folder;
  private World world;
  private Dashboard dashboard;
  private ReviewSettings settings = ReviewSettings.DEFAULT;

  @BeforeEach
  void start() {
    world = World.create();
    world.publishLabels("default", 12, "knife", "fire");
    open();
  }

  private void open() {
    dashboard = Dashboard.start(DashboardSettings.local(world.kafka(), folder, 0).with(settings));
  }

  private void restart() {
    dashboard.close();
    open();
  }

  @AfterEach
  void stop() {
    dashboard.close();
    world.close();
  }

  private void tagged(String id, Decision decision, double score) {
    tagged(id, world.picture(id, TestPictures.png(id.length(), 64, 48)), decision, score);
  }

  private void tagged(String id, Origin origin, Decision decision, double score) {
    Action action = decision == Decision.BLOCK ? Action.BLOCK : Action.REVIEW;
    world.publish(
        World.tagEvent(id, origin, decision, World.tag("knife", score, action, score >= 0.5)));
  }

  private Http.Answer post(String path, ObjectNode body) throws IOException {
    String headers = "Host: localhost\nX-Clipstream: 1\nContent-Type: application/json";
    return Http.ask(dashboard.port(), "POST", path, headers, body.toString());
  }

  private static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  private JsonNode claim(String session) throws IOException {
    return claim(object().put("session", session).put("reviewer", "ada").put("want", 8));
  }

  private JsonNode claim(ObjectNode claim) throws IOException {
    return post("/api/review/claims", claim).json().get("tasks");
  }

  private JsonNode awaitTasks(int count) {
    return Eventually.asserted(
        () -> {
          JsonNode tasks = claim(ONE);
          assertThat(tasks).hasSize(count);
          return tasks;
        });
  }

  private static ObjectNode review(String id, JsonNode task) {
    JsonNode result = task.get("result");
    ObjectNode review =
        object().put("id", id).put("session", ONE).put("reviewer", "ada").put("decision", "ALLOW");
    review
        .putObject("of")
        .put("imageKey", result.get("imageKey").asText())
        .put("partition", result.at("/image/partition").asInt())
        .put("offset", result.at("/image/offset").asLong())
        .put("checkpoint", result.get("checkpoint").asText())
        .put("labelSet", result.get("labelSet").asText())
        .put("revision", result.get("revision").asLong());
    return review;
  }

  private static ObjectNode with(ObjectNode review, String field, String label) {
    review.putArray(field).add(label);
    return review;
  }

  private Http.Answer decide(ObjectNode review) throws IOException {
    return post("/api/reviews", review);
  }

  private List<ReviewDecision> reviews() {
    return TopicRecords.of(world.kafka(), Topic.REVIEWS, ReviewDecision.class);
  }

  private List<CaptionedImage> pairs() {
    return TopicRecords.of(world.kafka(), Topic.CAPTIONS, CaptionedImage.class);
  }

  @Test
  void theMostSevereComesFirstAndNobodyGetsWhatAnotherHas() throws IOException {
    tagged("near", Decision.TAG, 0.52);
    tagged("review", Decision.REVIEW, 0.9);
    tagged("block", Decision.BLOCK, 0.9);
    JsonNode tasks = awaitTasks(3);
    assertThat(tasks.findValuesAsText("queue")).containsExactly("BLOCK", "REVIEW", "NEAR");
    assertThat(tasks.findValuesAsText("why"))
        .containsExactly(
            "knife ≥ 0.50 asks for BLOCK",
            "knife ≥ 0.50 asks for REVIEW",
            "knife 0.52 is near its threshold 0.50");
    assertThat(claim("session-two")).isEmpty();
    JsonNode counts = Http.get(dashboard.port(), "/api/review/counts").json().get("counts");
    assertThat(counts.toString())
        .contains("\"all\":3", "\"NEAR\":1", "\"default\":3", "\"knife\":3");
    claim(object().put("session", ONE).put("want", 0));
    assertThat(claim("session-two")).hasSize(3);
  }

  @Test
  void whatIsHeldStaysAlsoWhenMoreSeverePicturesCome() throws IOException {
    tagged("review", Decision.REVIEW, 0.9);
    String held = awaitTasks(1).get(0).get("item").asText();
    tagged("block", Decision.BLOCK, 0.9);
    awaitTasks(2);
    ObjectNode one = object().put("session", ONE).put("reviewer", "ada").put("want", 1);
    one.putArray("hold").add(held);
    assertThat(claim(one).findValuesAsText("item")).containsExactly(held);
    one.putArray("hold");
    one.putArray("skip").add(held);
    assertThat(claim(one).findValuesAsText("queue")).containsExactly("BLOCK");
  }

  @Test
  void aReviewTeachesOnceAndItsUndoTakesBoth() throws IOException {
    tagged("picture", Decision.REVIEW, 0.9);
    JsonNode task = awaitTasks(1).get(0);
    ObjectNode said = with(with(review("review-0001", task), "labels", "fire"), "removed", "knife");
    assertThat(decide(said).json().get("captions").toString()).isEqualTo("[\"fire\"]");
    assertThat(decide(said).json().get("isRepeat").asBoolean()).isTrue();
    assertThat(decide(review("review-0002", task)).status()).isEqualTo(409);
    assertThat(claim(ONE)).isEmpty();

    assertThat(post("/api/reviews/review-0001/undo", object().put("id", "undo-00001")).status())
        .isEqualTo(200);
    awaitTasks(1);
    assertThat(reviews())
        .extracting(ReviewDecision::getUndoes)
        .containsExactly(null, "review-0001");
    assertThat(reviews().get(0).getReviewer()).isEqualTo("ada");
    assertThat(reviews().get(0).getRemovedLabels()).containsExactly("knife");
    assertThat(pairs()).extracting(CaptionedImage::getRetracted).containsExactly(false, true);
    assertThat(pairs().get(0).getCaptions()).containsExactly("fire");
    assertThat(pairs().get(0).getImage().remaining()).isPositive();
    assertThat(pairs().get(1).getCaptionedAt()).isAfter(pairs().get(0).getCaptionedAt());
  }

  @Test
  void aCaptionIsThePairAndWhatCannotBeLearntFromIsRefused() throws IOException {
    tagged("picture", Decision.REVIEW, 0.9);
    JsonNode task = awaitTasks(1).get(0);
    ObjectNode said = with(review("review-0001", task), "labels", "knife");
    assertThat(decide(said.put("caption", "  a letter opener ")).status()).isEqualTo(200);
    assertThat(pairs().get(0).getCaptions()).containsExactly("a letter opener");

    tagged("elsewhere", world.pictureByUri("elsewhere", "http://x/y"), Decision.REVIEW, 0.9);
    JsonNode byUri = awaitTasks(1).get(0);
    ObjectNode caption = review("review-0002", byUri).put("caption", "a spoon");
    Http.Answer refused = decide(caption);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.json().get("message").asText()).contains("--thumbnail.enabled");
    Http.Answer taken = decide(with(review("review-0003", byUri), "labels", "knife"));
    assertThat(taken.json().get("note").asText()).contains("Nothing is learnt");
    assertThat(pairs()).hasSize(1);
    assertThat(reviews()).hasSize(2);
  }

  @Test
  void aReviewIsNotWrittenAgainAfterARestartNorOverANewIndex() throws IOException {
    tagged("picture", Decision.BLOCK, 0.9);
    ObjectNode said = with(review("review-0001", awaitTasks(1).get(0)), "removed", "knife");
    assertThat(decide(said).status()).isEqualTo(200);
    restart();
    assertThat(decide(said).json().get("isRepeat").asBoolean()).isTrue();
    dashboard.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    open();
    Eventually.asserted(() -> assertThat(decide(said).json().get("isRepeat").asBoolean()).isTrue());
    assertThat(reviews()).hasSize(1);
    assertThat(pairs()).isEmpty();
  }

  @Test
  void aSecondReviewerLooksBlindlyAndTheirAgreementIsCounted() throws IOException {
    settings = new ReviewSettings(0.05, 0, 1, Duration.ofMinutes(2));
    restart();
    tagged("picture", Decision.REVIEW, 0.9);
    JsonNode task = awaitTasks(1).get(0);
    decide(with(review("review-0001", task), "labels", "knife"));
    assertThat(claim(ONE)).isEmpty();
    ObjectNode bob = object().put("session", "session-two").put("reviewer", "bob").put("want", 8);
    Eventually.asserted(() -> assertThat(claim(bob).get(0)).isEqualTo(task));
    assertThat(decide(review("review-0002", task)).status()).isEqualTo(409);
    ObjectNode second =
        with(review("review-0003", task), "removed", "knife")
            .put("session", "session-two")
            .put("reviewer", "bob");
    assertThat(decide(second).status()).isEqualTo(200);
    Eventually.asserted(
        () ->
            assertThat(Http.get(dashboard.port(), "/api/review/agreement").text())
                .isEqualTo(
                    "{\"share\":1.0,\"labels\":[{\"name\":\"knife\",\"pairs\":1,\"agreed\":0}],"
                        + "\"reviewers\":[{\"name\":\"ada\",\"pairs\":1,\"agreed\":1},"
                        + "{\"name\":\"bob\",\"pairs\":1,\"agreed\":1}]}"));
    ObjectNode third =
        object().put("session", "session-333").put("reviewer", "cleo").put("want", 8);
    assertThat(claim(third)).isEmpty();
  }

  @Test
  void wrongRequestsAreRefusedInWords() throws IOException {
    tagged("picture", Decision.REVIEW, 0.9);
    JsonNode task = awaitTasks(1).get(0);
    ObjectNode elsewhere = review("review-0001", task);
    ((ObjectNode) elsewhere.get("of")).put("imageKey", "0".repeat(32));
    List<ObjectNode> wrong =
        List.of(
            review("short", task),
            review("review-0001", task).put("decision", "MAYBE"),
            review("review-0001", task).put("caption", "x".repeat(1_001)),
            review("review-0001", task).put("stranger", 1),
            with(review("review-0001", task), "labels", "no such label"),
            elsewhere);
    for (ObjectNode review : wrong) {
      Http.Answer answer = decide(review);
      assertThat(answer.status()).as(review.toString()).isIn(400, 404);
      assertThat(answer.json().get("message").asText()).as(review.toString()).isNotBlank();
    }
    assertThat(post("/api/review/claims", object().put("session", "x")).status()).isEqualTo(400);
    assertThat(post("/api/reviews/none/undo", object().put("id", "undo-00001")).status())
        .isEqualTo(404);
    assertThat(reviews()).isEmpty();
  }
}
