package io.clipstream.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.CaptionedImage;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.ReviewDecision;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.Decoding;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The review queue over a real broker, as programs see it. */
@Timeout(240)
class ReviewQueueTest {
  @TempDir private Path folder;
  private World world;
  private Dashboard dashboard;

  @BeforeEach
  void start() {
    world = World.create();
    dashboard = Dashboard.start(DashboardSettings.local(world.kafka(), folder, 0));
    world.publishLabels("default", 12, "knife", "fire");
  }

  @AfterEach
  void stop() {
    dashboard.close();
    world.close();
  }

  private void tagged(String id, Decision decision, double score) {
    Action action = decision == Decision.BLOCK ? Action.BLOCK : Action.REVIEW;
    world.publish(
        World.tagEvent(
            id,
            world.picture(id, TestPictures.png(id.length(), 64, 48)),
            decision,
            World.tag("knife", score, action, score >= 0.5)));
  }

  private Http.Answer post(String path, String body) throws IOException {
    String headers = "Host: localhost\nX-Clipstream: 1\nContent-Type: application/json";
    return Http.ask(dashboard.port(), "POST", path, headers, body);
  }

  private JsonNode claim(String session) throws IOException {
    return post("/api/review/claims", "{\"session\":\"%s\",\"want\":8}".formatted(session))
        .json()
        .get("tasks");
  }

  private JsonNode awaitTasks(String session, int count) {
    return Wait.until(
        () -> {
          JsonNode tasks = claim(session);
          assertThat(tasks).hasSize(count);
          return tasks;
        });
  }

  private Http.Answer review(String id, JsonNode task, String more) throws IOException {
    return post(
        "/api/reviews",
        "{\"id\":\"%s\",\"session\":\"session-one\",\"reviewer\":\"ada\",\"result\":%d,%s}"
            .formatted(id, task.at("/result/id").asLong(), more));
  }

  private <T extends SpecificRecord> List<T> read(Topic topic, Class<T> type) {
    List<T> found = new ArrayList<>();
    try (Consumer<byte[], byte[]> consumer = world.kafka().consumer(Map.of())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(world.kafka().name(topic)).stream()
              .map(part -> new TopicPartition(part.topic(), part.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(part -> consumer.position(part) < ends.get(part))) {
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(
                record ->
                    found.add(
                        ((Decoding.Ok<T>) world.kafka().codec(type, topic).decode(record.value()))
                            .value()));
      }
    }
    return found;
  }

  @Test
  void theMostSevereComesFirstAndNobodyGetsWhatAnotherHas() throws IOException {
    tagged("near", Decision.TAG, 0.52);
    tagged("review", Decision.REVIEW, 0.9);
    tagged("block", Decision.BLOCK, 0.9);
    JsonNode tasks = awaitTasks("session-one", 3);
    assertThat(tasks.findValuesAsText("queue")).containsExactly("BLOCK", "REVIEW", "NEAR");
    Wait.until(
        () ->
            assertThat(claim("session-one").get(0).get("why").asText())
                .isEqualTo("knife ≥ 0.50 asks for BLOCK"));
    assertThat(claim("session-two")).isEmpty();
  }

  @Test
  void aReviewTeachesOnceAndItsUndoTakesBoth() throws IOException {
    tagged("picture", Decision.REVIEW, 0.9);
    JsonNode task = awaitTasks("session-one", 1).get(0);
    String said = "\"decision\":\"ALLOW\",\"labels\":[\"fire\"],\"removed\":[\"knife\"]";
    assertThat(review("review-0001", task, said).json().get("isCounted").asBoolean()).isTrue();
    assertThat(review("review-0001", task, said).json().get("isRepeat").asBoolean()).isTrue();
    assertThat(review("review-0002", task, said).status()).isEqualTo(409);
    assertThat(claim("session-one")).isEmpty();

    assertThat(post("/api/reviews/review-0001/undo", "{\"id\":\"undo-00001\"}").status())
        .isEqualTo(200);
    awaitTasks("session-one", 1);
    List<ReviewDecision> reviews = read(Topic.REVIEWS, ReviewDecision.class);
    assertThat(reviews).extracting(ReviewDecision::getUndoes).containsExactly(null, "review-0001");
    assertThat(reviews.get(0).getReviewer()).isEqualTo("ada");
    assertThat(reviews.get(0).getRemovedLabels()).containsExactly("knife");
    List<CaptionedImage> pairs = read(Topic.CAPTIONS, CaptionedImage.class);
    assertThat(pairs).extracting(CaptionedImage::getRetracted).containsExactly(false, true);
    assertThat(pairs.get(0).getCaptions()).containsExactly("fire");
    assertThat(pairs.get(0).getImage().remaining()).isPositive();
  }

  @Test
  void aReviewIsNotWrittenAgainAfterARestart() throws IOException {
    tagged("picture", Decision.BLOCK, 0.9);
    JsonNode task = awaitTasks("session-one", 1).get(0);
    String said = "\"decision\":\"BLOCK\",\"removed\":[\"knife\"]";
    assertThat(review("review-0001", task, said).status()).isEqualTo(200);
    dashboard.close();
    dashboard = Dashboard.start(DashboardSettings.local(world.kafka(), folder, 0));
    assertThat(review("review-0001", task, said).json().get("isRepeat").asBoolean()).isTrue();
    assertThat(read(Topic.REVIEWS, ReviewDecision.class)).hasSize(1);
    assertThat(read(Topic.CAPTIONS, CaptionedImage.class)).isEmpty();
  }
}
