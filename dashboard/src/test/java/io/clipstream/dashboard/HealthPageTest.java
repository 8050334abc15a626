package io.clipstream.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.FailureStatus;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.RoundsStatus;
import io.clipstream.schemas.StatusCounts;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Timings;
import io.clipstream.schemas.Topic;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The view of health: charts with numbers, jobs with what they say. */
@Timeout(300)
class HealthPageTest extends PageTest {
  private JsonNode health() throws IOException {
    return Http.get(dashboard.port(), "/api/health?minutes=15").json();
  }

  /** Pictures of the last ten minutes, more of them and slower as time goes. */
  private void pictures() {
    long now = System.currentTimeMillis();
    int number = 0;
    for (int second = 600; second > 10; second -= 2) {
      for (int i = 0; i < 1 + (600 - second) / 150; i++) {
        Origin origin = new Origin(world.kafka().name(Topic.IMAGES), 0, (long) number, null);
        TagEvent event =
            World.tagEvent(
                "p" + number++, origin, Decision.TAG, World.tag("cat", 0.9, Action.TAG, true));
        event.setTaggedAt(Instant.ofEpochMilli(now - second * 1000L));
        long micros = 100_000 + 300L * (600 - second) + 20_000L * (number % 7);
        event.setTimings(new Timings(0L, 1_000L, micros / 2, 3_000L, 100L, micros, 4));
        world.publish(event);
      }
    }
  }

  private void job(String name, String kind, String activity, RoundsStatus rounds) {
    StatusEvent event = new StatusEvent();
    event.setJobName(name);
    event.setSubtask(0);
    event.setParallelism(1);
    event.setKind(kind);
    event.setDevice("cpu");
    event.setModelName("shop");
    event.setActivity(activity);
    event.setRounds(rounds);
    event.setCounts(rounds == null ? new StatusCounts(3, 0, 2, 0) : null);
    event.setFailures(
        rounds == null
            ? List.of()
            : List.of(
                FailureStatus.newBuilder()
                    .setSubject("round round-8")
                    .setMessage("the disk is full")
                    .setFailedAt(Instant.ofEpochMilli(System.currentTimeMillis()))
                    .setRetryAfterMillis(60_000L)
                    .build()));
    event.setNextWithinMillis(600_000L); // a job that is silent for longer is shown as such
    event.setUpdatedAt(Instant.ofEpochMilli(System.currentTimeMillis()));
    world.publish(event);
  }

  /** The group has committed all but three records. */
  private void behindByThree(String group) {
    String images = world.kafka().name(Topic.IMAGES);
    for (int i = 0; i < 8; i++) {
      world.picture("behind", new byte[] {1});
    }
    try (Consumer<byte[], byte[]> consumer = world.kafka().consumer(Map.of("group.id", group))) {
      List<TopicPartition> partitions =
          List.of(new TopicPartition(images, 0), new TopicPartition(images, 1));
      consumer
          .endOffsets(partitions)
          .forEach(
              (partition, end) ->
                  consumer.commitSync(
                      Map.of(partition, new OffsetAndMetadata(end == 8 ? 5 : end))));
    }
  }

  @Test
  void chartsShowNumbersAndJobsWhatTheySayInEverySizeAndColour() {
    String tagger = "shop-tagger-" + java.util.UUID.randomUUID();
    pictures();
    behindByThree(tagger);
    job(tagger, "tagging", null, null);
    job("shop-learner", "training", "round round-8: step 30 of 40, loss 1.2", rounds());
    for (int i = 0; i < 5; i++) {
      world.refuse("k" + i, new byte[] {1}, i < 3 ? "FETCH_FAILED" : "CORRUPT", "x");
    }
    Eventually.asserted(
        () -> {
          JsonNode history = health().get("history");
          assertThat(history.at("/lag/" + tagger)).isNotEmpty();
          assertThat(history.at("/waitingPairs/shop-learner")).isNotEmpty();
          assertThat(history.at("/inWork/" + tagger)).isNotEmpty();
          assertThat(sum(history.at("/rejects/FETCH_FAILED"))).isEqualTo(3);
          return assertThat(sum(history.get("perSecond"))).isGreaterThan(100);
        });
    inEverySizeAndColour(
        "health",
        "health",
        page -> {
          assertThat(page.locator("job-health")).hasCount(2);
          assertThat(page.locator("job-health").last()).containsText("3 records");
          assertThat(page.locator("job-health").first()).containsText("the disk is full");
          assertThat(page.locator("job-health progress")).hasAttribute("value", "30");
          assertThat(page.locator("time-chart canvas")).hasCount(8);
          assertThat(chart(page, "Label sets in work").locator("li strong")).hasText("2");
          assertThat(chart(page, "From arrival to result").locator("li").first())
              .containsText(Pattern.compile("half within\\s+\\d+ ms"));
        });
  }

  private static RoundsStatus rounds() {
    return new RoundsStatus("training", 12L);
  }

  private static double sum(JsonNode list) {
    double sum = 0;
    for (JsonNode each : list) {
      sum += each.asDouble();
    }
    return sum;
  }

  private static Locator chart(Page page, String heading) {
    return page.locator("time-chart", new Page.LocatorOptions().setHasText(heading));
  }

  @Test
  void thePointerAndTheArrowKeysTellWhatWas() {
    pictures();
    try (Page page = open("health?minutes=15", 1440, ColorScheme.LIGHT)) {
      Locator images = chart(page, "Images a second");
      Locator when = images.locator("figcaption time");
      assertThat(when).hasText("newest");
      assertThat(images.locator("canvas")).hasCount(1);
      images.locator(".u-over").hover();
      assertThat(when).hasText(Pattern.compile("\\d+:\\d\\d.*"));
      assertThat(images.locator("li strong")).hasText(Pattern.compile("[0-9.]+"));
      images.locator(".plot").focus();
      String before = when.textContent();
      page.keyboard().press("ArrowLeft");
      assertThat(when).not().hasText(before);
      page.locator("health-view select").selectOption("5");
      assertThat(page).hasURL(Pattern.compile(".*minutes=5"));
    }
    complainedAboutNothing();
  }

  @Test
  void withoutJobsItSaysWhatToDo() {
    try (Page page = open("health", 390, ColorScheme.DARK)) {
      assertThat(page.locator("empty-state")).containsText("clipstream demo");
      hasNoViolations(page, "health without jobs");
    }
  }
}
