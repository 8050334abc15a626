package io.clipstream.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.PreviewOutcome;
import io.clipstream.schemas.Scoring;
import io.clipstream.schemas.Tag;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.Decoding;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Label sets on the page, in a real browser over a real broker. */
@Timeout(300)
class LabelsPageTest extends PageTest {
  private static final int PICTURES = 60;

  private FakeTaggingJob job;

  @AfterEach
  void stopJob() throws Exception {
    if (job != null) {
      job.close();
    }
  }

  private static LabelSet set(long revision, Label... labels) {
    return LabelSet.newBuilder()
        .setId("default")
        .setRevision(revision)
        .setLabels(List.of(labels))
        .setScoring(Scoring.SOFTMAX)
        .setUpdatedBy("ada")
        .build();
  }

  private static Label label(String name, double threshold, Action action, String... prompts) {
    return new Label(name, List.of(prompts), (float) threshold, action, null);
  }

  private static final LabelSet FIRST =
      set(11, label("knife", 0.5, Action.TAG), label("bomb", 0.8, Action.BLOCK));

  private static final LabelSet SECOND =
      set(
          12,
          label("knife", 0.4, Action.REVIEW, "knife", "kitchen knife"),
          label("bomb", 0.8, Action.BLOCK, "bomb"),
          label("fire", 0.6, Action.TAG, "fire", "flames"),
          label("cat", 0.5, Action.TAG),
          label("dog", 0.5, Action.TAG));

  private void publish(LabelSet set) {
    world.send(
        world.kafka().name(Topic.LABEL_SETS),
        set.getId(),
        world.kafka().codec(LabelSet.class, Topic.LABEL_SETS).encode(set));
  }

  /** A set with its history, a job that serves it, and pictures that it has tagged. */
  private void someWorld() {
    publish(FIRST);
    publish(SECOND);
    for (int i = 0; i < PICTURES; i++) {
      String id = "pic-" + i + ".png";
      Origin origin = world.picture(id, TestPictures.png(i, 320, 240));
      PreviewOutcome outcome = FakeTaggingJob.outcome(SECOND, origin.getOffset());
      TagEvent event =
          World.tagEvent(id, origin, outcome.getDecision(), outcome.getTags().toArray(Tag[]::new));
      world.publish(event);
    }
    job = FakeTaggingJob.start(world);
    Eventually.asserted(
        () ->
            assertThat(
                    Http.get(dashboard.port(), "/api/labels/scores?id=default")
                        .json()
                        .get("pictures"))
                .hasSize(PICTURES));
  }

  private List<LabelSet> published() {
    List<LabelSet> sets = new ArrayList<>();
    TopicPartition log = new TopicPartition(world.kafka().name(Topic.LABEL_SETS), 0);
    try (Consumer<byte[], byte[]> consumer = world.kafka().consumer(Map.of())) {
      consumer.assign(List.of(log));
      consumer.seekToBeginning(List.of(log));
      long end = consumer.endOffsets(List.of(log)).get(log);
      while (consumer.position(log) < end) {
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(
                record ->
                    sets.add(
                        ((Decoding.Ok<LabelSet>)
                                world
                                    .kafka()
                                    .codec(LabelSet.class, Topic.LABEL_SETS)
                                    .decode(record.value()))
                            .value()));
      }
    }
    return sets;
  }

  private static Locator threshold(Page page, String label) {
    return page.locator("threshold-chart input[aria-label='threshold of " + label + "']");
  }

  @Test
  void aDraftShowsItsConsequencesInEverySizeAndColour() {
    someWorld();
    inEverySizeAndColour(
        "labels",
        (page, name) -> {
          assertThat(page.locator("label-table li.row")).hasCount(5);
          assertThat(page.locator("labels-view h1")).containsText("default r12");
          assertThat(page.locator("label-publish")).containsText("r12 in force");
          hasNoViolations(page, "labels " + name);
          threshold(page, "knife").focus();
          for (int i = 0; i < 20; i++) {
            page.keyboard().press("ArrowRight");
          }
          add(page, "penguin");
          assertThat(page.locator("labels-view h1")).containsText("draft of r13");
          page.locator("label-preview button.try").click();
          assertThat(page.locator("[data-count=changed]")).not().hasText("0");
          assertThat(page.locator("label-preview picture-frame").first()).isVisible();
          page.locator("label-history button[aria-expanded]").click();
          assertThat(page.locator("label-history ol")).containsText("fire: new");
          page.waitForFunction(
              "() => document.querySelector('clip-app').shadowRoot.querySelector('labels-view').shadowRoot"
                  + ".querySelector('label-preview').shadowRoot.querySelector('picture-frame').shadowRoot"
                  + ".querySelector('img').naturalWidth > 0");
          wholeScreenshot(page, "labels-" + name);
          hasNoViolations(page, "draft " + name);
        });
  }

  private static void add(Page page, String label) {
    page.locator("label-table form input[name=name]").fill(label);
    page.locator("label-table form button").click();
    assertThat(page.locator("label-table .name[aria-label='name of " + label + "']")).isVisible();
  }

  @Test
  void whatThePreviewCountsIsWhatTheThresholdsDoOnEveryPicture() {
    someWorld();
    LabelSet draft =
        set(
            13,
            label("knife", 0.1, Action.REVIEW, "knife", "kitchen knife"),
            label("bomb", 0.8, Action.BLOCK, "bomb"),
            label("fire", 0.6, Action.TAG, "fire", "flames"),
            label("cat", 0.5, Action.BLOCK),
            label("dog", 0.5, Action.TAG));
    try (Page page = open("labels", 1440, ColorScheme.LIGHT)) {
      page.locator("label-table input[aria-label='threshold of knife as a number']").fill("0.1");
      page.locator("label-table select[aria-label='action of cat']").selectOption("BLOCK");
      page.locator("label-preview button.try").click();
      long blocked = 0;
      long enter = 0;
      for (Origin origin : origins()) {
        Decision now = FakeTaggingJob.outcome(SECOND, origin.getOffset()).getDecision();
        Decision then = FakeTaggingJob.outcome(draft, origin.getOffset()).getDecision();
        blocked += now != Decision.BLOCK && then == Decision.BLOCK ? 1 : 0;
        enter += isQueued(then) && !isQueued(now) ? 1 : 0;
      }
      assertThat(blocked).isPositive();
      assertThat(page.locator("[data-count=block]")).hasText(String.valueOf(blocked));
      assertThat(page.locator("[data-count=enter]")).hasText(String.valueOf(enter));
      assertThat(page.locator("[data-count=queue]")).containsText("→");
    }
  }

  @Test
  void theHistoryOutlivesARestartAndLeavesOutWhatWasRefused() throws Exception {
    publish(FIRST);
    publish(SECOND);
    publish(LabelSet.newBuilder(FIRST).setRevision(3).build());
    awaitHistory("default", "[12,11]");
    dashboard.close();
    publish(LabelSet.newBuilder(FIRST).setRevision(13).build());
    dashboard = Dashboard.start(DashboardSettings.local(world.kafka(), folder, 0));
    awaitHistory("default", "[13,12,11]");
  }

  /** The page asks for a set and its history once, when it is opened. */
  private void awaitHistory(String id, String revisions) {
    String path = "/api/labels/set?id=" + URLEncoder.encode(id, StandardCharsets.UTF_8);
    Eventually.asserted(
        () -> {
          List<Long> found = new ArrayList<>();
          Http.get(dashboard.port(), path)
              .json()
              .get("history")
              .forEach(each -> found.add(each.get("revision").asLong()));
          assertThat(found.toString().replace(" ", "")).isEqualTo(revisions);
          return found;
        });
  }

  private static boolean isQueued(Decision decision) {
    return decision == Decision.REVIEW || decision == Decision.BLOCK;
  }

  private List<Origin> origins() {
    List<Origin> origins = new ArrayList<>();
    try {
      Http.get(dashboard.port(), "/api/results?limit=200")
          .json()
          .get("results")
          .forEach(
              result -> origins.add(new Origin("", 0, result.at("/image/offset").asLong(), null)));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return origins;
  }

  @Test
  void precisionAndRecallFollowTheThreshold() {
    publish(SECOND);
    awaitHistory("default", "[12]");
    String scores =
        """
        {"labels": ["knife", "cat"], "checkpoint": "round-7", "since": 1,
         "pictures": [
           {"scores": [[0, 0.9], [1, 0.1]], "confirmed": [0]},
           {"scores": [[0, 0.7]], "confirmed": []},
           {"scores": [[0, 0.45]], "confirmed": [0]},
           {"scores": [[0, 0.42]], "confirmed": null}]}
        """;
    try (Page page = browser.page(1440, 900, ColorScheme.LIGHT)) {
      page.route(
          "**/api/labels/scores*",
          route ->
              route.fulfill(
                  new com.microsoft.playwright.Route.FulfillOptions()
                      .setContentType("application/json")
                      .setBody(scores)));
      page.navigate(dashboard.address() + "labels");
      assertThat(page.locator("label-table li.row")).hasCount(5);
      Locator knife = page.locator("label-table li.row").first().locator(".measured");
      assertThat(knife).containsText("0.67, recall 1.00");
      assertThat(page.locator("[data-count=queue]")).hasText("4");
      page.locator("input[aria-label='threshold of knife as a number']").fill("0.6");
      page.keyboard().press("Tab");
      assertThat(knife).containsText("4 → 2");
      assertThat(knife).containsText("0.50, recall 0.50");
      assertThat(page.locator("[data-count=queue]")).hasText("4 → 2");
    }
  }

  @Test
  void whatIsPublishedIsSeenToTakeEffectAndCanBeTakenBack() {
    someWorld();
    try (Page page = open("labels", 1440, ColorScheme.LIGHT)) {
      assertThat(page.locator("label-publish button.publish")).isDisabled();
      add(page, "penguin");
      page.locator("label-table textarea[aria-label='prompts of penguin']").fill("penguin\nbird");
      page.locator("label-table input[aria-label='parent of penguin']").fill("cat");
      page.locator("label-table button[aria-label='remove dog']").click();
      assertThat(page.locator("label-publish ol")).containsText("penguin: new");
      assertThat(page.locator("label-publish ol")).containsText("dog: gone");
      page.locator("label-publish button.publish").click();
      assertThat(page.locator("labels-view h1")).containsText("default r13");
      assertThat(page.locator("label-publish ul li").first())
          .hasText(Pattern.compile("shop-tagger 0\\s*after [\\d,.]+ m?s"));
      assertThat(page.locator("label-history li strong").first()).hasText("r13");
      LabelSet made = published().get(2);
      assertThat(made.getRevision()).isEqualTo(13);
      assertThat(made.getUpdatedBy()).isEqualTo("local");
      Label penguin = made.getLabels().get(4);
      assertThat(penguin.getPrompts()).containsExactly("penguin", "bird");
      assertThat(penguin.getParent()).isEqualTo("cat");

      page.locator("label-history button", new Page.LocatorOptions().setHasText("Go back to r12"))
          .click();
      page.locator("label-history button.main").click();
      assertThat(page.locator("labels-view h1")).containsText("default r14");
      LabelSet back = published().get(3);
      assertThat(back.getRevision()).isEqualTo(14);
      assertThat(back.getLabels()).isEqualTo(SECOND.getLabels());
      assertThat(page.locator("label-table li.row")).hasCount(5);
    }
    complainedAboutNothing();
  }

  @Test
  void whatAJobWouldRefuseOrOverwriteIsNotPublished() throws Exception {
    someWorld();
    try (Page page = open("labels", 1440, ColorScheme.LIGHT)) {
      Locator number = page.locator("input[aria-label='threshold of knife as a number']");
      number.fill("1.7");
      number.blur();
      assertThat(page.locator(".problems"))
          .containsText("threshold of label 'knife' is 1.7, expected 0 to 1");
      assertThat(page.locator("label-publish button.publish")).isDisabled();
      assertThat(page.locator("label-preview button.try")).isDisabled();
      page.locator("label-publish button.discard").click();
      assertThat(page.locator(".problems")).hasCount(0);
      add(page, "penguin");
      publish(LabelSet.newBuilder(FIRST).setRevision(20).build());
      page.locator("label-publish button.publish").click();
      assertThat(page.locator("label-publish [role=alert]"))
          .containsText("revision 20 is in force");
      assertThat(published()).hasSize(3);
    }
    String head = "Host: localhost:" + dashboard.port();
    assertThat(Http.ask(dashboard.port(), "POST", "/api/labels", head, "{}").status())
        .isEqualTo(403);
    assertThat(
            Http.ask(
                    dashboard.port(), "POST", "/api/labels/check", head + "\nX-Clipstream: 1", "{}")
                .text())
        .contains("'set' is no label set");
  }

  @Test
  void aNewSetIsBegunAndWithoutAJobThePageSaysWhatToDo() {
    try (Page page = open("labels", 1440, ColorScheme.LIGHT)) {
      assertThat(page.locator("empty-state")).containsText("clipstream labels apply");
      page.locator("label-choice input[name=id]").fill("pets");
      page.locator("label-choice button", new Page.LocatorOptions().setHasText("New set")).click();
      assertThat(page.locator("labels-view h1")).containsText("pets, a new set");
      add(page, "cat");
      page.locator("label-settings summary").click();
      page.locator("label-settings textarea[name=templates]").fill("a photo of a {}.");
      Locator scoring = page.locator("label-settings select[name=scoring]");
      assertThat(scoring.locator("option"))
          .hasText(
              new Pattern[] {
                Pattern.compile("^SOFTMAX"),
                Pattern.compile("^INDEPENDENT"),
                Pattern.compile("^PAIRWISE")
              });
      scoring.selectOption("PAIRWISE");
      page.locator("label-preview button.try").click();
      assertThat(page.locator("label-preview [role=alert]")).containsText("no tagging job runs");
      page.locator("label-publish button.publish").click();
      assertThat(page.locator("labels-view h1")).containsText("pets r1");
      assertThat(page.locator("label-publish")).containsText("No tagging job runs");
      hasNoViolations(page, "new set");
    }
    LabelSet made = published().get(0);
    assertThat(made.getTemplates()).containsExactly("a photo of a {}.");
    assertThat(made.getScoring()).isEqualTo(Scoring.PAIRWISE);
  }

  @Test
  void hostileTextsAreTextsAndNothingElse() {
    String html = "<img src=x onerror=document.title='owned'>";
    String script = "\"><script>document.title='owned'</script>${1+1} {{1}}";
    String wide = "w".repeat(200);
    LabelSet hostile =
        set(
            1,
            label(html, 0.5, Action.REVIEW, script, wide),
            label(script, 0.5, Action.TAG),
            label(wide, 0.5, Action.BLOCK));
    hostile.setId(html);
    hostile.setDescription(script);
    hostile.setUpdatedBy("\u202egnp.exe\u001b[31m" + "x".repeat(10_000));
    publish(hostile);
    publish(
        LabelSet.newBuilder(hostile).setRevision(2).setTemplates(List.of(html + " {}")).build());
    job = FakeTaggingJob.start(world);
    awaitHistory(html, "[2,1]");
    for (int width : List.of(1440, 390)) {
      Page page = browser.page(width, 844, ColorScheme.LIGHT);
      page.navigate(dashboard.address() + "labels");
      assertThat(page.locator("label-table li.row")).hasCount(3);
      assertThat(page.locator("label-history li")).hasCount(2);
      page.locator("label-history button[aria-expanded]").click();
      assertThat(page.locator("label-history ol")).containsText("<img src=x");
      assertThat(page.locator("label-history")).containsText("\\u202egnp.exe");
      assertThat(page.locator("label-publish")).containsText("in force");
      screenshot(page, "labels-hostile-" + width);
      isNoWiderThanItsWindow(page, "hostile " + width);
      assertThat(page).hasTitle("Labels · clipstream");
      page.close();
    }
    complainedAboutNothing();
  }
}
