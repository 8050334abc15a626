package io.clipstream.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Lineage;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.ReviewDecision;
import io.clipstream.schemas.RoundsStatus;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/** A broker, a dashboard and a browser, with pictures that wait for reviewers. */
abstract class ReviewPages extends PageTest {
  private static final String[] LABELS = {"knife", "pencil", "scissors", "hammer", "anchor"};

  Page review() {
    return open("review", 1440, ColorScheme.LIGHT);
  }

  /** They wait in the dashboard too: a page that is opened before holds the first it can get. */
  void someWait(int count) {
    publish(count);
    Eventually.asserted(
        () ->
            assertThat(
                    Http.get(dashboard.port(), "/api/review/counts")
                        .json()
                        .at("/counts/all")
                        .asInt())
                .isEqualTo(count));
  }

  void publish(int count) {
    world.publishLabels("default", 12, LABELS);
    world.publishStatus("shop-tagger", 0, 1);
    for (int i = 0; i < count; i++) {
      tagged("pic-" + i + ".png", i, i % 5 == 0 ? Decision.BLOCK : Decision.REVIEW);
    }
  }

  TagEvent tagged(String id, int number, Decision decision) {
    Origin origin = world.picture(id, TestPictures.png(number, 640, 480));
    Action action = decision == Decision.BLOCK ? Action.BLOCK : Action.REVIEW;
    TagEvent event =
        World.tagEvent(
            id,
            origin,
            decision,
            World.tag("knife", 0.93, action, true),
            World.tag("pencil", 0.31, Action.TAG, false),
            World.tag("scissors", 0.12, Action.TAG, false));
    event.setWidth(640);
    event.setHeight(480);
    world.publish(event);
    return event;
  }

  void trainerSays(String phase, String activity, Long pairs) {
    StatusEvent status =
        StatusEvent.newBuilder()
            .setJobName("shop-learner")
            .setKind("training")
            .setModelName("shop-clip")
            .setActivity(activity)
            .setRounds(new RoundsStatus(phase, pairs))
            .setNextWithinMillis(600_000L) // a job that is silent for longer is shown as such
            .setUpdatedAt(Instant.now())
            .build();
    world.send(
        world.kafka().name(Topic.STATUS),
        "shop-learner/0",
        world.kafka().codec(StatusEvent.class, Topic.STATUS).encode(status));
  }

  void announced(String id, CheckpointStatus status, String reason) {
    CheckpointEvent event =
        CheckpointEvent.newBuilder()
            .setModelName("shop-clip")
            .setCheckpointId(id)
            .setUri("/models/" + id)
            .setSha256("0".repeat(64))
            .setEmbeddingSpaceId("space")
            .setEmbeddingDimension(512)
            .setStatus(status)
            .setReason(reason)
            .setLineage(Lineage.newBuilder().setRoundId(id).setSeed(1).build())
            .setAnnouncedAt(Instant.now())
            .build();
    world.send(
        world.kafka().name(Topic.CHECKPOINTS),
        "shop-clip",
        world.kafka().codec(CheckpointEvent.class, Topic.CHECKPOINTS).encode(event));
  }

  List<ReviewDecision> reviews() {
    return TopicRecords.of(world.kafka(), Topic.REVIEWS, ReviewDecision.class);
  }

  List<ReviewDecision> awaitReviews(int count) {
    return Eventually.asserted(
        () -> {
          List<ReviewDecision> found = reviews();
          assertThat(found).hasSize(count);
          return found;
        });
  }

  static void awaitLoaded(Page page, int waiting) {
    assertThat(page.locator("review-head nav a").first())
        .hasText(Pattern.compile("All\\s+" + waiting));
    awaitPicture(page);
  }

  static void awaitPicture(Page page) {
    page.waitForFunction("() => { " + FRAME + " return shown()?.naturalWidth > 0; }");
  }

  /** The picture that is looked at, if it is loaded. */
  static final String FRAME =
      "const shown = () => ['clip-app', 'review-view', 'review-stage', '.now', 'img'].reduce("
          + "(node, name) => (node?.shadowRoot ?? node)?.querySelector(name) ?? null, document);";

  static List<String> strip(Page page) {
    return ((List<?>)
            page.evaluate(
                "() => [...document.querySelector('clip-app').shadowRoot.querySelector('review-view')"
                    + ".shadowRoot.querySelector('review-strip').shadowRoot.querySelectorAll('picture-frame')].map(f =>"
                    + " f.place.partition + '-' + f.place.offset)"))
        .stream().map(String::valueOf).toList();
  }
}
