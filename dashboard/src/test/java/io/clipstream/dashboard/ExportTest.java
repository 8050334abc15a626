package io.clipstream.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.ReviewDecision;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Results of a filter as files. */
@Timeout(240)
class ExportTest {
  private static final int RESULTS = 1_203; // more than two pages of the index

  @TempDir private Path folder;
  private World world;
  private Dashboard dashboard;

  @BeforeEach
  void start() {
    world = World.create();
    dashboard = Dashboard.start(DashboardSettings.local(world.kafka(), folder, 0));
    long now = System.currentTimeMillis();
    for (int i = 0; i < RESULTS; i++) {
      Origin origin = new Origin(world.kafka().name(Topic.IMAGES), 0, (long) i, null);
      TagEvent event =
          World.tagEvent(
              i == 0 ? "=HYPERLINK(\"http://x\")" : "p" + i,
              origin,
              i % 3 == 0 ? Decision.BLOCK : Decision.ALLOW,
              World.tag("cat, \"tabby\"", 0.75, Action.BLOCK, true),
              World.tag("dog", 0.25, Action.TAG, false));
      event.setTaggedAt(Instant.ofEpochMilli(now - i));
      world.publish(event);
    }
    Eventually.asserted(
        () -> assertThat(export("csv", "").text().split("\r\n")).hasSize(RESULTS + 1));
  }

  @AfterEach
  void stop() {
    dashboard.close();
    world.close();
  }

  private Http.Answer export(String ending, String query) throws IOException {
    return Http.get(dashboard.port(), "/api/export." + ending + query);
  }

  @Test
  void allOfAFilterIsExportedInBothFormsAndFormulasAreTexts() throws IOException {
    Http.Answer csv = export("csv", "");
    assertThat(csv.head().toLowerCase(java.util.Locale.ROOT))
        .contains("content-type: text/csv")
        .contains("content-disposition: attachment; filename=\"clipstream-results.csv\"");
    List<String> lines = List.of(csv.text().split("\r\n"));
    assertThat(lines.get(0)).startsWith("image_id,source,captured_at,tagged_at,decision,label");
    assertThat(lines.get(1))
        .startsWith("\"'=HYPERLINK(\"\"http://x\"\")\",\"shop\",,\"")
        .contains(",\"BLOCK\",\"cat, \"\"tabby\"\"\",0.75,\"cat, \"\"tabby\"\" 0.7500\",");
    assertThat(lines.stream().distinct()).hasSize(RESULTS + 1);

    List<String> objects = export("jsonl", "?decision=BLOCK").text().lines().toList();
    assertThat(objects).hasSize(RESULTS / 3);
    JsonNode first = new ObjectMapper().readTree(objects.get(0));
    assertThat(first.get("image_id").asText()).isEqualTo("=HYPERLINK(\"http://x\")");
    assertThat(first.get("tags")).hasSize(2);
    assertThat(first.at("/tags/0/score").floatValue()).isEqualTo(0.75f);

    assertThat(export("jsonl", "?limit=600").text().lines()).hasSize(600);
    assertThat(export("csv", "?limit=0").status()).isEqualTo(400);
  }

  private void review(String id, int image, String reviewer, boolean isUndo, String caption) {
    ReviewDecision review =
        ReviewDecision.newBuilder()
            .setImageId("p" + image)
            .setReviewId(id)
            .setUndo(isUndo)
            .setUndoes(isUndo ? "r-undone" : null)
            .setOrigin(new Origin(world.kafka().name(Topic.IMAGES), 0, (long) image, null))
            .setLabelSetId("default")
            .setReviewer(reviewer)
            .setDecision(Decision.BLOCK)
            .setLabels(isUndo ? List.of() : List.of("cat, \"tabby\"", "+dog"))
            .setRemovedLabels(isUndo ? List.of() : List.of("fish"))
            .setCaption(caption)
            .setReviewedAt(Instant.ofEpochMilli(1_800_000_000_000L + id.length()))
            .build();
    world.send(
        world.kafka().name(Topic.REVIEWS),
        review.getImageId(),
        world.kafka().codec(ReviewDecision.class, Topic.REVIEWS).encode(review));
  }

  @Test
  void whatReviewersSaidStandsBesideWhatJobsDecided() throws IOException {
    review("r1", 1, "bob", false, null);
    review("r1-later", 1, "@ada", false, "=a \"cat\"");
    review("r-undone", 2, "bob", false, null);
    review("u", 2, "bob", true, null);
    for (int image = 3; image < 10; image++) { // the last ones of both partitions
      review("last-" + image, image, "bob", false, null);
    }
    for (int image = 3; image < 10; image++) {
      int last = image;
      Eventually.asserted(() -> assertThat(object(last).get("reviews").asInt()).isEqualTo(1));
    }
    JsonNode one = object(1);
    assertThat(one.get("reviews").asInt()).isEqualTo(2);
    assertThat(one.get("reviewer").asText()).isEqualTo("@ada");
    assertThat(one.get("verdict").asText()).isEqualTo("BLOCK");
    assertThat(one.get("confirmed_labels")).hasSize(2);
    assertThat(one.at("/removed_labels/0").asText()).isEqualTo("fish");
    assertThat(one.get("caption").asText()).isEqualTo("=a \"cat\"");
    assertThat(one.get("reviewed_at").asText()).isEqualTo("2027-01-15T08:00:00.008Z");
    assertThat(object(2).get("reviews").asInt()).as("taken back").isZero();
    assertThat(object(2).get("reviewer").isNull()).isTrue();
    List<String> lines = List.of(export("csv", "").text().split("\r\n"));
    assertThat(lines.get(0))
        .endsWith(",reviews,reviewer,verdict,confirmed_labels,removed_labels,caption,reviewed_at");
    assertThat(lines.get(2))
        .endsWith(
            ",2,\"'@ada\",\"BLOCK\",\"'+dog; cat, \"\"tabby\"\"\",\"fish\",\"'=a \"\"cat\"\"\","
                + "\"2027-01-15T08:00:00.008Z\"");
    assertThat(lines.get(3)).endsWith(",0,,,,,,");
  }

  private JsonNode object(int image) throws IOException {
    for (String line : export("jsonl", "?limit=10").text().lines().toList()) {
      JsonNode object = new ObjectMapper().readTree(line);
      if (object.get("image_id").asText().equals("p" + image)) {
        return object;
      }
    }
    throw new AssertionError("no p" + image);
  }
}
