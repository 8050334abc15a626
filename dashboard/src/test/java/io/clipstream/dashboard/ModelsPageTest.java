package io.clipstream.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.CheckpointAnswer;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.GenerationStatus;
import io.clipstream.schemas.Lineage;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The view of models: numbers, who serves, promotion and roll back. */
@Timeout(300)
class ModelsPageTest extends PageTest {
  private CheckpointEvent round(String id, String parent, CheckpointStatus status, double gain) {
    CheckpointEvent event = World.checkpoint(id, parent, status);
    event.setReason("alpha 0.5 passes; the loss on 57 new held-out pairs falls by 0.2100");
    event.setAnnouncedBy("shop-learner");
    event.setReplaces(status == CheckpointStatus.PROMOTED ? parent : null);
    event.setMetrics(
        Map.of(
            "held-out-new.loss",
            2.31 - gain,
            "held-out-new.recall1",
            0.41 + gain,
            "held-out-new.pairs",
            57.0,
            "zero-shot.animals.top1",
            0.57 - gain / 8,
            "zero-shot.animals.top1.change",
            -gain / 8,
            "flips.default-revision-12",
            0.031));
    event.setParentMetrics(
        Map.of(
            "held-out-new.loss", 2.31,
            "held-out-new.recall1", 0.41,
            "held-out-new.pairs", 57.0,
            "zero-shot.animals.top1", 0.57));
    event.setBaselineMetrics(
        Map.of(
            "held-out-new.loss", 2.5,
            "held-out-new.recall1", 0.35,
            "zero-shot.animals.top1", 0.58));
    event.setLineage(
        Lineage.newBuilder()
            .setRoundId(id)
            .setSeed(7)
            .setNewPairs(57)
            .setReplayedPairs(285)
            .setAlpha(0.5)
            .setSettings(Map.of("training.rate", "6e-4"))
            .build());
    return event;
  }

  /** Four rounds over a base, one of them rejected. */
  private void history() {
    world.publishLabels("default", 12, "bicycle", "knife");
    world.announce(World.checkpoint("clip-base", null, CheckpointStatus.PROMOTED));
    world.announce(round("round-5", "clip-base", CheckpointStatus.PROMOTED, 0.21));
    world.announce(round("round-6", "round-5", CheckpointStatus.REJECTED, -0.05));
    CheckpointEvent last = round("round-7", "round-5", CheckpointStatus.PROMOTED, 0.12);
    world.announce(last);
    says(0, "round-7", last.getAnnouncedAt(), true, null);
    says(1, "round-7", last.getAnnouncedAt(), true, null);
  }

  private void says(int subtask, String id, Instant announcedAt, boolean serves, String problem) {
    StatusEvent event = new StatusEvent();
    event.setJobName("shop-tagger");
    event.setSubtask(subtask);
    event.setParallelism(2);
    event.setKind("tagging");
    event.setModelName("shop");
    event.setDevice("cpu");
    event.setFollow("promoted");
    event.setActive(new GenerationStatus(serves ? id : "round-7", "space", List.of()));
    event.setAnswer(new CheckpointAnswer(id, announcedAt, serves, problem));
    event.setFailures(List.of());
    event.setNextWithinMillis(600_000L); // a job that is silent for longer is shown as such
    event.setUpdatedAt(Instant.ofEpochMilli(System.currentTimeMillis()));
    world.publish(event);
  }

  private void tagged(int number, String checkpoint, Decision decision) {
    Origin origin = new Origin(world.kafka().name(Topic.IMAGES), 0, (long) number, null);
    TagEvent event =
        World.tagEvent(
            "p" + number,
            origin,
            decision,
            World.tag(number % 3 == 0 ? "knife" : "bicycle", 0.9, Action.REVIEW, true));
    event.setCheckpointId(checkpoint);
    world.publish(event);
  }

  private List<CheckpointEvent> announced() {
    AvroCodec<CheckpointEvent> codec =
        world.kafka().codec(CheckpointEvent.class, Topic.CHECKPOINTS);
    return world.records(world.kafka().name(Topic.CHECKPOINTS)).stream()
        .map(record -> ((Decoding.Ok<CheckpointEvent>) codec.decode(record.value())).value())
        .toList();
  }

  private JsonNode models() throws IOException {
    return Http.get(dashboard.port(), "/api/models").json();
  }

  private Http.Answer promote(String body) throws IOException {
    return Http.change(
        dashboard.port(), "POST", "/api/models/promotions", body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void numbersAndLineageAreShownInEverySizeAndColour() {
    history();
    for (int i = 0; i < 20; i++) {
      tagged(i, "round-5", i % 4 == 0 ? Decision.REVIEW : Decision.ALLOW);
      tagged(i + (i < 10 ? 0 : 100), "round-7", i % 5 == 0 ? Decision.BLOCK : Decision.ALLOW);
    }
    Eventually.asserted(
        () ->
            assertThat(
                    Http.get(
                            dashboard.port(), "/api/models/comparison?before=round-5&after=round-7")
                        .json()
                        .at("/after/pictures")
                        .asInt())
                .isEqualTo(20));
    inEverySizeAndColour(
        "models",
        "models",
        page -> {
          assertThat(page.locator("checkpoint-list a")).hasCount(4);
          assertThat(page.locator("checkpoint-list a").first()).containsText("round-7");
          assertThat(page.locator("gate-numbers")).containsText("Loss on new pairs");
          assertThat(page.locator("gate-numbers")).containsText("2.1900");
          assertThat(page.locator("gate-numbers")).containsText("2.3100");
          assertThat(page.locator("serving-list"))
              .containsText("2 of 2 subtasks serve with round-7");
          assertThat(page.locator("swap-shares"))
              .containsText("Of 10 pictures that both tagged, 4");
          assertThat(page.locator("checkpoint-detail .chain"))
              .hasText(java.util.regex.Pattern.compile("clip-base\\s*round-5\\s*round-7"));
        });
  }

  @Test
  void theGatesNumbersAreALineOverTheRounds() {
    history();
    try (Page page = open("models", 1440, ColorScheme.LIGHT)) {
      Locator line = page.locator("gate-history time-chart");
      assertThat(line.locator("h2")).hasText("Loss on new pairs");
      assertThat(line.locator("canvas")).hasCount(1);
      assertThat(line.locator("li strong")).hasText(new String[] {"2.19", "2.31"}); // round-7
      line.locator(".plot").focus();
      page.keyboard().press("ArrowLeft");
      assertThat(line.locator("figcaption time")).hasText("round-6");
      assertThat(line.locator("li strong")).hasText(new String[] {"2.36", "2.31"});
      page.locator("gate-history select").selectOption("held-out-new.recall1");
      assertThat(line.locator("h2")).hasText("Recall at 1 on new pairs");
      assertThat(line.locator("li strong")).hasText(new String[] {"0.36", "0.41"});
    }
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void rollBackAndPromotionAreWrittenAsTheCommandLineDoes() {
    history();
    try (Page page = open("models", 1440, ColorScheme.LIGHT)) {
      page.locator("models-view .head button").click();
      Locator dialog = page.locator("confirm-dialog dialog");
      assertThat(dialog).containsText("Roll back to round-5?");
      page.locator("confirm-dialog input").fill("it flips too much");
      hasNoViolations(page, "the question before a roll back");
      screenshot(page, "models-confirm-light-1440");
      dialog.locator("button.main").click();
      assertThat(dialog).isHidden();
      assertThat(page.locator("checkpoint-detail h2")).hasText("round-5");
      assertThat(page.locator("serving-list")).containsText("0 of 2 subtasks serve with round-5");
      CheckpointEvent back = announced().get(4);
      assertThat(back.getCheckpointId()).isEqualTo("round-5");
      assertThat(back.getStatus()).isEqualTo(CheckpointStatus.PROMOTED);
      assertThat(back.getReplaces()).isEqualTo("round-7");
      assertThat(back.getReason()).isEqualTo("it flips too much");
      assertThat(back.getUri()).isEqualTo("file:///models/round-5");
      says(0, "round-5", back.getAnnouncedAt(), true, null);
      says(1, "round-5", back.getAnnouncedAt(), false, "file:///models is not allowed");
      assertThat(page.locator("serving-list")).containsText("1 of 2 subtasks serve with round-5");
      assertThat(page.locator("serving-list")).containsText("serves with it, after ");
      assertThat(page.locator("serving-list")).containsText("refuses it, tags with round-7");
      assertThat(page.locator("serving-list")).containsText("file:///models is not allowed");
      page.locator("checkpoint-list a", new Page.LocatorOptions().setHasText("round-6")).click();
      page.locator("checkpoint-detail button.main").click();
      assertThat(dialog).containsText("Promote round-6?");
      dialog.locator("button.main").click();
      assertThat(dialog).isHidden();
      assertThat(page.locator("checkpoint-detail checkpoint-pill").first()).hasText("in force");
      assertThat(announced().get(5).getReplaces()).isEqualTo("round-5");
    }
    complainedAboutNothing();
  }

  @Test
  void aMoveThatMeetsAnotherCheckpointThanWasSeenIsRefused() throws IOException {
    history();
    Eventually.asserted(() -> assertThat(models().at("/0/inForce").asText()).isEqualTo("round-7"));
    Http.Answer late =
        promote("{\"model\":\"shop\",\"id\":\"round-6\",\"inForce\":\"round-5\",\"reason\":null}");
    assertThat(late.status()).isEqualTo(409);
    assertThat(late.text()).contains("meanwhile 'round-7' is in force");
    Http.Answer unknown =
        promote("{\"model\":\"shop\",\"id\":\"none\",\"inForce\":\"round-7\",\"reason\":null}");
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.text()).contains("has no checkpoint 'none'");
    Http.Answer same =
        promote("{\"model\":\"shop\",\"id\":\"round-7\",\"inForce\":\"round-7\",\"reason\":null}");
    assertThat(same.text()).contains("is the promoted one already");
    assertThat(announced()).hasSize(4);
  }

  @Test
  void hostileNamesAreTextsAndNothingElse() {
    List<String> texts =
        List.of(
            "<img src=x onerror=document.title='owned'>",
            "\u202egnp.exe\u001b[31m",
            "${document.title='owned'} javascript:alert(1)",
            "y".repeat(200));
    String parent = null;
    for (String text : texts) {
      CheckpointEvent event = round(text, parent, CheckpointStatus.PROMOTED, 0.1);
      event.setReason(text.repeat(20));
      event.setAnnouncedBy(text);
      event.setUri("file:///" + text);
      event.setReplaces(null);
      event.setMetrics(Map.of(text, 0.5, "zero-shot." + text + ".top1", Double.NaN));
      event.setParentMetrics(Map.of(text, 0.4));
      world.announce(event);
      parent = text;
    }
    says(0, texts.get(3), Instant.now(), false, texts.get(0));
    try (Page page = open("models", 390, ColorScheme.LIGHT)) {
      assertThat(page.locator("checkpoint-list a")).hasCount(texts.size());
      for (int i = 0; i < texts.size(); i++) {
        page.locator("checkpoint-list a").nth(i).click();
        assertThat(page.locator("gate-numbers")).containsText("0.5000");
        isNoWiderThanItsWindow(page, "models of hostile names");
      }
      screenshot(page, "models-hostile-390");
      assertThat(page).hasTitle("Models · clipstream");
    }
    complainedAboutNothing();
  }

  @Test
  void anEmptyViewSaysWhatToDo() {
    try (Page page = open("models", 1440, ColorScheme.LIGHT)) {
      assertThat(page.locator("empty-state")).containsText("clipstream checkpoint announce");
    }
  }
}
