package io.clipstream.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.clipstream.dashboard.review.ReviewSettings;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.CheckpointStatus;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.ReviewDecision;
import io.clipstream.schemas.TagEvent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What reviewers see, in both colours, in wide and narrow windows, and whatever texts come. */
@Timeout(300)
class ReviewLooksTest extends ReviewPages {
  /**
   * Nobody waits for a lease here: a window that is closed at once may not give back what it had.
   */
  @Override
  DashboardSettings settings() {
    return looking(0);
  }

  private DashboardSettings looking(double second) {
    return super.settings().with(new ReviewSettings(0.05, 0, second, Duration.ofMillis(1)));
  }

  @Test
  void onePictureAfterAnotherInEverySizeAndColour() {
    dashboard.close();
    dashboard = Dashboard.start(looking(1));
    someWait(11);
    trainerSays("training", "round 8: step 120 of 400, loss 1.31", 57L);
    announced("round-7", CheckpointStatus.PROMOTED, "zero-shot accuracy +2.1 points");
    inEverySizeAndColour(
        "review",
        (page, name) -> {
          awaitLoaded(page, 11);
          assertThat(page.locator("teaching-line")).containsText("57 pairs wait");
          assertThat(page.locator("teaching-line")).containsText("round-7");
          assertThat(page.locator("score-bar")).hasCount(5);
          screenshot(page, "review-" + name);
          hasNoViolations(page, "review " + name);
          page.keyboard().press("v");
          page.keyboard().press("c");
          screenshot(page, "review-caption-" + name);
          hasNoViolations(page, "caption " + name);
          page.keyboard().press("Escape");
          page.keyboard().press("?");
          screenshot(page, "review-keys-" + name);
          hasNoViolations(page, "keys " + name);
          page.keyboard().press("Escape");
          if (name.endsWith("390")) {
            page.locator("review-panel .handle").click();
            screenshot(page, "review-open-" + name);
            hasNoViolations(page, "open " + name);
          }
        });
  }

  @Test
  void severalAtOnceInEverySizeAndColour() {
    someWait(11);
    inEverySizeAndColour(
        "review?view=grid",
        (page, name) -> {
          assertThat(page.locator("review-grid article")).hasCount(11);
          page.locator("review-grid .pick").nth(1).click();
          page.waitForFunction(
              "() => [...document.querySelector('clip-app').shadowRoot.querySelector('review-view')"
                  + ".shadowRoot.querySelector('review-grid').shadowRoot.querySelectorAll('picture-frame')]"
                  + ".slice(0, 4).every(frame => frame.shadowRoot.querySelector('img').naturalWidth > 0)");
          screenshot(page, "review-grid-" + name);
          hasNoViolations(page, "grid " + name);
        });
  }

  @Test
  void hostileTextsAreTextsAndNothingElse() {
    List<String> texts =
        List.of(
            "<img src=x onerror=document.title='owned'>",
            "<script>document.title='owned'</script>",
            "\u202egnp.exe",
            "\u001b[31mred\u0007",
            "${document.title='owned'} {{7*7}} javascript:alert(1)",
            "x".repeat(10_000));
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      TagEvent event =
          World.tagEvent(
              text,
              world.picture(text, TestPictures.png(i, 64, 48)),
              Decision.REVIEW,
              World.tag(text, 0.9, Action.REVIEW, true));
      event.setSource(text);
      event.setLabelSetId(text);
      event.setCheckpointId(text);
      world.publish(event);
    }
    trainerSays(texts.get(0), texts.get(1), 1L);
    announced(texts.get(4), CheckpointStatus.REJECTED, texts.get(0));
    for (int width : List.of(1440, 390)) {
      try (Page page = open("review", width, ColorScheme.DARK)) {
        awaitPicture(page);
        assertThat(page.locator("teaching-line")).containsText("<script>");
        screenshot(page, "review-hostile-" + width);
        for (int i = 0; i < texts.size(); i++) {
          assertThat(page.locator("review-panel score-bar")).hasCount(1);
          isNoWiderThanItsWindow(page, "review " + width);
          page.keyboard().press("ArrowRight");
        }
        page.keyboard().press("g");
        assertThat(page.locator("review-grid article")).hasCount(texts.size());
        isNoWiderThanItsWindow(page, "review " + width);
        assertThat(page).hasTitle("Review · clipstream");
        leave(page);
      }
    }
    try (Page page = review()) {
      page.locator("review-head input").fill(texts.get(0));
      page.keyboard().press("Enter");
      awaitPicture(page);
      page.keyboard().press("c");
      page.locator("review-panel input").fill(texts.get(1));
      page.keyboard().press("Enter");
      ReviewDecision review = awaitReviews(1).get(0);
      assertThat(review.getCaption()).isEqualTo(texts.get(1));
      assertThat(review.getReviewer()).isEqualTo(texts.get(0));
      page.navigate(
          dashboard.address()
              + "pictures/"
              + io.clipstream.dashboard.store.Term.hash(review.getImageId()));
      assertThat(page.locator("picture-reviews")).containsText(texts.get(1));
      assertThat(page).hasTitle("Picture · clipstream");
    }
    complainedAboutNothing();
  }
}
