package io.clipstream.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.clipstream.dashboard.review.ReviewSettings;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.CaptionedImage;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Lineage;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.ReviewDecision;
import io.clipstream.schemas.RoundRequest;
import io.clipstream.schemas.RoundsStatus;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reviewing in a real browser, over a real broker. */
@Timeout(300)
class ReviewPageTest {
  private static final Path SCREENSHOTS = Path.of("target/screenshots");
  private static final String[] LABELS = {"knife", "pencil", "scissors", "hammer", "anchor"};

  private static Browser browser;

  @TempDir private Path folder;
  private World world;
  private Dashboard dashboard;

  @BeforeAll
  static void startBrowser() throws Exception {
    Files.createDirectories(SCREENSHOTS);
    browser = Browser.start();
  }

  @AfterAll
  static void stopBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void start() {
    world = World.create();
    dashboard = Dashboard.start(settings());
  }

  private DashboardSettings settings() {
    return DashboardSettings.local(world.kafka(), folder, 0);
  }

  @AfterEach
  void stop() {
    dashboard.close();
    world.close();
  }

  private Page open(String path, int width, ColorScheme colours) {
    Page page = browser.page(width, width < 500 ? 844 : 900, colours);
    page.navigate(dashboard.address() + path);
    return page;
  }

  private Page review() {
    return open("review", 1440, ColorScheme.LIGHT);
  }

  private void someWait(int count) {
    world.publishLabels("default", 12, LABELS);
    world.publishStatus("shop-tagger", 0, 1);
    for (int i = 0; i < count; i++) {
      tagged("pic-" + i + ".png", i, i % 5 == 0 ? Decision.BLOCK : Decision.REVIEW);
    }
  }

  private TagEvent tagged(String id, int number, Decision decision) {
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

  private void trainerSays(String phase, String activity, Long pairs) {
    StatusEvent status =
        StatusEvent.newBuilder()
            .setJobName("shop-learner")
            .setKind("training")
            .setModelName("shop-clip")
            .setActivity(activity)
            .setRounds(new RoundsStatus(phase, pairs))
            .setNextWithinMillis(60_000L)
            .setUpdatedAt(Instant.now())
            .build();
    world.send(
        world.kafka().name(Topic.STATUS),
        "shop-learner/0",
        world.kafka().codec(StatusEvent.class, Topic.STATUS).encode(status));
  }

  private void announced(String id, CheckpointStatus status, String reason) {
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

  private List<ReviewDecision> reviews() {
    return TopicRecords.of(world.kafka(), Topic.REVIEWS, ReviewDecision.class);
  }

  private List<ReviewDecision> awaitReviews(int count) {
    return Wait.until(
        () -> {
          List<ReviewDecision> found = reviews();
          assertThat(found).hasSize(count);
          return found;
        });
  }

  private static void awaitLoaded(Page page, int waiting) {
    assertThat(page.locator("review-head nav a").first())
        .hasText(Pattern.compile("All\\s+" + waiting));
    awaitPicture(page);
  }

  private static void awaitPicture(Page page) {
    page.waitForFunction("() => { " + FRAME + " return shown()?.naturalWidth > 0; }");
  }

  /** The picture that is looked at, if it is loaded. */
  private static final String FRAME =
      "const shown = () => ['clip-app', 'review-view', 'review-stage', '.now', 'img'].reduce("
          + "(node, name) => (node?.shadowRoot ?? node)?.querySelector(name) ?? null, document);";

  private static void hasNoViolations(Page page, String what) {
    List<Rule> violations = new AxeBuilder(page).analyze().getViolations();
    assertThat(violations.stream().map(rule -> rule.getId() + " " + rule.getNodes()))
        .as(what)
        .isEmpty();
  }

  private static void screenshot(Page page, String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
  }

  private static void isNoWiderThanItsWindow(Page page) {
    assertThat(page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
        .isEqualTo(true);
  }

  private interface Look {
    void at(Page page, String name);
  }

  private void inEverySizeAndColour(String path, Look look) {
    for (ColorScheme colours : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (int width : List.of(1440, 390)) {
        try (Page page = open(path, width, colours)) {
          look.at(page, colours.name().toLowerCase(Locale.ROOT) + "-" + width);
          isNoWiderThanItsWindow(page);
        }
      }
    }
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void onePictureAfterAnotherInEverySizeAndColour() {
    dashboard.close();
    dashboard =
        Dashboard.start(settings().with(new ReviewSettings(0.05, 0, 1, Duration.ofMillis(1))));
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
    assertThat(browser.complaints()).isEmpty();
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
    assertThat(browser.complaints()).isEmpty();
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
      Wait.until(() -> assertThat(strip(two)).hasSize(8));
    }
    assertThat(browser.complaints()).isEmpty();
  }

  private static List<String> strip(Page page) {
    return ((List<?>)
            page.evaluate(
                "() => [...document.querySelector('clip-app').shadowRoot.querySelector('review-view')"
                    + ".shadowRoot.querySelectorAll('.strip picture-frame')].map(f =>"
                    + " f.place.partition + '-' + f.place.offset)"))
        .stream().map(String::valueOf).toList();
  }

  @Test
  void queuesAreChosenInTheAddress() {
    someWait(10);
    try (Page page = review()) {
      awaitLoaded(page, 10);
      page.locator("review-head nav a", new Page.LocatorOptions().setHasText("Block")).click();
      assertThat(page).hasURL(Pattern.compile(".*\\?queue=BLOCK"));
      assertThat(page.locator("review-panel")).containsText("asks for BLOCK");
      Wait.until(() -> assertThat(strip(page)).hasSize(2));
      page.locator("review-head select[name=set]").selectOption("default");
      assertThat(page.locator("h1")).hasText("Review · default");
      Wait.until(() -> assertThat(strip(page)).hasSize(2));
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
      announced("round-9", CheckpointStatus.REJECTED, "the loss did not fall");
      assertThat(line).containsText("round-9");
      assertThat(line).containsText("the loss did not fall");
    }
    assertThat(browser.complaints()).isEmpty();
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
    assertThat(browser.complaints()).isEmpty();
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
          isNoWiderThanItsWindow(page);
          page.keyboard().press("ArrowRight");
        }
        page.keyboard().press("g");
        assertThat(page.locator("review-grid article")).hasCount(texts.size());
        isNoWiderThanItsWindow(page);
        assertThat(page).hasTitle("Review · clipstream");
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
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aServerThatIsKilledInMidReviewLosesNothingAndDoublesNothing() throws Exception {
    dashboard.close();
    someWait(20);
    Path directory = folder.resolve("killed");
    DashboardProcess process = DashboardProcess.start(world.kafka(), directory, 0);
    try (Page page = browser.page(1440, 900, ColorScheme.LIGHT)) {
      page.navigate("http://127.0.0.1:" + process.port() + "/review");
      awaitLoaded(page, 20);
      for (int kill = 0; kill < 3; kill++) {
        for (int i = 0; i < 4; i++) {
          page.keyboard().press("Enter");
        }
        process.kill();
        page.keyboard().press("Backspace");
        process = DashboardProcess.start(world.kafka(), directory, process.port());
        assertThat(page.locator("review-view p[role=status]"))
            .not()
            .containsText(
                "saving",
                new com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions()
                    .setTimeout(60_000));
        awaitPicture(page);
      }
      List<ReviewDecision> reviews = awaitReviews(15);
      assertThat(reviews).extracting(ReviewDecision::getReviewId).doesNotHaveDuplicates();
      assertThat(reviews).extracting(ReviewDecision::getImageId).doesNotHaveDuplicates();
      assertThat(TopicRecords.of(world.kafka(), Topic.CAPTIONS, CaptionedImage.class)).hasSize(15);
      assertThat(page.locator("review-head nav a").first()).hasText(Pattern.compile("All\\s+5"));
    } finally {
      process.close();
    }
  }
}
