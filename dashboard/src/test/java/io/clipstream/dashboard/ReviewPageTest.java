package io.clipstream.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.CaptionedImage;
import io.clipstream.schemas.CheckpointStatus;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.ReviewDecision;
import io.clipstream.schemas.RoundRequest;
import io.clipstream.schemas.Topic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reviewing in a real browser, over a real broker. */
@Timeout(300)
class ReviewPageTest extends ReviewPages {
  private static final String UNDER_WAY =
      "A round is under way; what is said meanwhile waits for the next one.";

  @Test
  void everyDecisionHasItsKey() {
    someWait(6);
    try (Page page = review()) {
      awaitLoaded(page, 6);
      page.locator("review-head input").fill("ada");
      page.keyboard().press("Enter");
      awaitPicture(page);
      page.keyboard().press("Enter"); // pic-0
      page.keyboard().press("Backspace"); // pic-5, the other BLOCK
      page.keyboard().press("1");
      page.keyboard().press("2");
      page.keyboard().press("Enter"); // pic-1: pencil, no knife
      page.keyboard().press("s"); // pic-2
      page.keyboard().press("c");
      page.locator("review-panel input").fill("a letter opener");
      page.keyboard().press("Enter"); // pic-3
      List<ReviewDecision> reviews = awaitReviews(4);
      reviews.sort(java.util.Comparator.comparing(ReviewDecision::getReviewedAt));
      assertThat(reviews)
          .extracting(ReviewDecision::getImageId)
          .containsExactly("pic-0.png", "pic-5.png", "pic-1.png", "pic-3.png");
      assertThat(reviews)
          .extracting(ReviewDecision::getDecision)
          .containsExactly(Decision.ALLOW, Decision.BLOCK, Decision.ALLOW, Decision.ALLOW);
      assertThat(reviews).extracting(ReviewDecision::getReviewer).containsOnly("ada");
      assertThat(reviews.get(2).getLabels()).containsExactly("pencil");
      assertThat(reviews.get(2).getRemovedLabels()).containsExactly("knife");
      assertThat(reviews.get(3).getCaption()).isEqualTo("a letter opener");
      assertThat(TopicRecords.of(world.kafka(), Topic.CAPTIONS, CaptionedImage.class))
          .flatExtracting(CaptionedImage::getCaptions)
          .containsExactlyInAnyOrder("knife", "knife", "pencil", "a letter opener");
      assertThat(page.locator("review-head nav a").first()).hasText(Pattern.compile("All\\s+2"));
      page.keyboard().press("u");
      awaitReviews(5);
      assertThat(page.locator("review-panel dd a")).hasText("pic-3.png");
      page.keyboard().press("u"); // the skip
      assertThat(page.locator("review-panel dd a")).hasText("pic-2.png");
      page.reload();
      awaitPicture(page);
      page.keyboard().press("u"); // pic-1, after a reload
      awaitReviews(6);
      assertThat(page.locator("review-panel dd a")).hasText("pic-1.png");
      page.keyboard().press("ArrowRight");
      assertThat(page.locator("review-panel dd a")).not().hasText("pic-1.png");
      page.keyboard().press("?");
      assertThat(page.locator("key-help dialog")).isVisible();
    }
    complainedAboutNothing();
  }

  @Test
  void severalAreSelectedAndDecidedTogether() {
    someWait(8);
    try (Page page = review()) {
      awaitLoaded(page, 8);
      page.keyboard().press("g");
      assertThat(page.locator("review-grid article")).hasCount(8);
      page.keyboard().press("Enter");
      assertThat(page.locator("review-view p[role=status]")).containsText("Select pictures first");
      page.keyboard().press("ArrowRight");
      page.keyboard().press(" ");
      page.keyboard().press("ArrowRight");
      page.keyboard().press(" ");
      page.keyboard().press("Backspace");
      assertThat(page.locator("review-grid article")).hasCount(6);
      assertThat(awaitReviews(2))
          .extracting(ReviewDecision::getDecision)
          .containsOnly(Decision.BLOCK);
      page.keyboard().press("u");
      assertThat(page.locator("review-grid article")).hasCount(8);
      awaitReviews(4);
      page.keyboard().press("a");
      page.keyboard().press("Enter");
      assertThat(page.locator("empty-state")).containsText("Nothing waits");
      awaitReviews(12);
    }
    complainedAboutNothing();
  }

  @Test
  void twoReviewersGetDifferentPictures() {
    someWait(12);
    try (Page one = review();
        Page two = review()) {
      awaitLoaded(one, 12);
      awaitLoaded(two, 12);
      List<String> seen = new ArrayList<>(strip(one));
      seen.addAll(strip(two));
      assertThat(seen).hasSize(12).doesNotHaveDuplicates();
      one.navigate(dashboard.address() + "search");
      assertThat(one.locator("picture-card")).hasCount(12);
      two.keyboard().press("Enter");
      // One more than wanted, where the decision was still on its way.
      Eventually.asserted(
          () -> assertThat(strip(two)).hasSizeBetween(8, 9).doesNotHaveDuplicates());
    }
    complainedAboutNothing();
  }

  @Test
  void whoWasAwayIsGivenNothingUntilHeIsSeenAgain() {
    try (Page page = window()) {
      page.clock().install();
      page.navigate(dashboard.address() + "review");
      assertThat(page.locator("empty-state")).containsText("appear here by themselves");
      page.clock().fastForward("03:00");
      someWait(1);
      assertThat(page.locator("empty-state")).containsText("1 wait. You were away");
      page.mouse().move(200, 200);
      awaitPicture(page);
    }
    complainedAboutNothing();
  }

  @Test
  void queuesAreChosenInTheAddress() {
    someWait(10);
    try (Page page = review()) {
      awaitLoaded(page, 10);
      page.locator("review-head nav a", new Page.LocatorOptions().setHasText("Block")).click();
      assertThat(page).hasURL(Pattern.compile(".*\\?queue=BLOCK"));
      assertThat(page.locator("review-panel")).containsText("asks for BLOCK");
      Eventually.asserted(() -> assertThat(strip(page)).hasSize(2));
      page.locator("review-head select[name=set]").selectOption("default");
      assertThat(page.locator("h1")).hasText("Review · default");
      Eventually.asserted(() -> assertThat(strip(page)).hasSize(2));
      assertThat(page.locator("nav-rail")).containsText("Review10");
    }
  }

  @Test
  void aRoundIsAskedForAndItsProgressAndVerdictAppearByThemselves() {
    trainerSays("idle", "12 new pairs wait for a round", 12L);
    try (Page page = review()) {
      Locator line = page.locator("teaching-line");
      assertThat(line).containsText("12 pairs wait");
      line.locator("button").click();
      assertThat(line).containsText("asked for");
      RoundRequest request =
          TopicRecords.of(world.kafka(), Topic.ROUNDS, RoundRequest.class).get(0);
      assertThat(request.getModelName()).isEqualTo("shop-clip");
      trainerSays("training", "step 40 of 400", 0L);
      assertThat(line).containsText("step 40 of 400");
      assertThat(line.locator("button")).isDisabled();
      assertThat(line.locator("button")).hasAccessibleDescription(UNDER_WAY);
      assertThat(line).containsText(UNDER_WAY);
      announced("round-9", CheckpointStatus.REJECTED, "the loss did not fall");
      assertThat(line).containsText("round-9");
      assertThat(line).containsText("the loss did not fall");
      trainerSays("idle", "0 new pairs wait for a round", 0L);
      assertThat(line.locator("button")).isEnabled();
      assertThat(line).not().containsText(UNDER_WAY);
    }
    complainedAboutNothing();
  }

  @Test
  void fromKeyToNextPictureTheTimeIsMeasured() {
    someWait(60);
    try (Page page = review()) {
      awaitLoaded(page, 60);
      Object millis =
          page.evaluate(
              "async () => { "
                  + FRAME
                  + " const frame = () => new Promise(requestAnimationFrame); const took = [];"
                  + " for (let i = 0; i < 50; i++) { const before = shown().src; const at ="
                  + " performance.now(); dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter'}));"
                  + " while (!shown() || shown().src === before || !shown().complete) await frame();"
                  + " await shown().decode(); await frame(); took.push(performance.now() - at);"
                  + " await new Promise(done => setTimeout(done, 250)); } return took; }");
      double[] took =
          ((List<?>) millis).stream().mapToDouble(each -> ((Number) each).doubleValue()).toArray();
      Arrays.sort(took);
      System.out.printf(
          Locale.ROOT,
          "key to next picture, of %d: median %.0f ms, 95th percentile %.0f ms, longest %.0f ms%n",
          took.length,
          took[took.length / 2],
          took[(int) Math.ceil(took.length * 0.95) - 1],
          took[took.length - 1]);
      assertThat(took[took.length / 2]).isLessThan(5_000);
      awaitReviews(50);
    }
    complainedAboutNothing();
  }
}
