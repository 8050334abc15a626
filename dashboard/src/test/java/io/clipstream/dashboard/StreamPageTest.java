package io.clipstream.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.TagEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, over a real broker. */
@Timeout(300)
class StreamPageTest {
  private static final Path SCREENSHOTS = Path.of("target/screenshots");
  private static final List<String> LABELS =
      List.of(
          "bicycle",
          "penguin",
          "pizza",
          "rocket",
          "banana",
          "knife",
          "sunflower",
          "dolphin",
          "house",
          "fire",
          "alarm clock",
          "guitar");

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
    dashboard = Dashboard.start(DashboardSettings.local(world.kafka(), folder, 0));
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

  private void someResults() {
    world.publishLabels("default", 12, LABELS.toArray(String[]::new));
    world.publishStatus("shop-tagger", 0, 2);
    world.publishStatus("shop-tagger", 1, 2);
    for (int i = 0; i < LABELS.size(); i++) {
      tagged(i, LABELS.get(i), Decision.values()[i % 4]);
    }
  }

  private TagEvent tagged(int number, String label, Decision decision) {
    Origin origin = world.picture("pic-" + number + ".png", TestPictures.png(number, 640, 480));
    TagEvent event =
        World.tagEvent(
            "pic-" + number + ".png",
            origin,
            decision,
            World.tag(label, Math.max(0.5, 0.99 - number * 0.03), Action.TAG, true),
            World.tag("anchor", 0.11, Action.REVIEW, false));
    world.publish(event);
    return event;
  }

  private static void hasNoViolations(Page page, String what) {
    List<Rule> violations = new AxeBuilder(page).analyze().getViolations();
    assertThat(violations.stream().map(rule -> rule.getId() + " " + rule.getNodes()))
        .as(what)
        .isEmpty();
  }

  private static void screenshot(Page page, String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
  }

  @Test
  void picturesAppearInEverySizeAndColour() {
    someResults();
    for (ColorScheme colours : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (int width : List.of(1440, 390)) {
        try (Page page = open("", width, colours)) {
          assertThat(page.locator("picture-card")).hasCount(LABELS.size());
          assertThat(page.locator("status-line")).containsText("shop-tagger");
          page.waitForFunction(
              "() => [...document.querySelector('clip-app').shadowRoot.querySelector('stream-view')"
                  + ".shadowRoot.querySelectorAll('picture-card')].slice(0, 4).every(card => card.shadowRoot"
                  + ".querySelector('picture-frame').shadowRoot.querySelector('img').naturalWidth > 0)");
          String name = colours.name().toLowerCase(java.util.Locale.ROOT) + "-" + width;
          screenshot(page, "stream-" + name);
          hasNoViolations(page, "stream " + name);
        }
      }
    }
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void searchAndAPicturesPageShowThePast() {
    someResults();
    for (ColorScheme colours : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (int width : List.of(1440, 390)) {
        try (Page page = open("search?decision=REVIEW,BLOCK", width, colours)) {
          assertThat(page.locator("picture-card")).hasCount(LABELS.size() / 2);
          String name = colours.name().toLowerCase(java.util.Locale.ROOT) + "-" + width;
          hasNoViolations(page, "search " + name);
          screenshot(page, "search-" + name);
          page.locator("picture-card a").first().click();
          assertThat(page.locator("picture-view h1")).hasText(Pattern.compile("pic-\\d+.png"));
          assertThat(page.locator("score-bar")).hasCount(2);
          page.locator("picture-view picture-frame button").click();
          hasNoViolations(page, "picture " + name);
          screenshot(page, "picture-" + name);
        }
      }
    }
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void theFilterStandsInTheAddressAndInWhatIsShown() {
    someResults();
    try (Page page = open("", 1440, ColorScheme.LIGHT)) {
      assertThat(page.locator("picture-card")).hasCount(LABELS.size());
      page.locator("filter-bar select[name=decision]").selectOption("BLOCK");
      assertThat(page).hasURL(Pattern.compile(".*\\?decision=BLOCK"));
      assertThat(page.locator("picture-card")).hasCount(3);
      page.locator("filter-bar select[name=label]").focus();
      page.locator("filter-bar select[name=label]").selectOption("dolphin");
      assertThat(page.locator("picture-card")).hasCount(1);
      tagged(50, "dolphin", Decision.BLOCK);
      assertThat(page.locator("picture-card")).hasCount(2);
      page.goBack();
      assertThat(page.locator("picture-card")).hasCount(4);
      page.locator("filter-bar button", new Page.LocatorOptions().setHasText("Clear")).click();
      assertThat(page.locator("picture-card")).hasCount(LABELS.size() + 1);
    }
  }

  @Test
  void spacePausesAndEachStepShowsOneMore() {
    someResults();
    try (Page page = open("", 1440, ColorScheme.LIGHT)) {
      assertThat(page.locator("picture-card")).hasCount(LABELS.size());
      page.keyboard().press(" ");
      assertThat(page.locator("stream-view .head")).containsText("go on");
      tagged(60, "kite", Decision.TAG);
      tagged(61, "drum", Decision.TAG);
      assertThat(page.locator("stream-view .head")).containsText("next of 2");
      assertThat(page.locator("picture-card")).hasCount(LABELS.size());
      page.keyboard().press("n");
      assertThat(page.locator("picture-card")).hasCount(LABELS.size() + 1);
      page.keyboard().press(" ");
      assertThat(page.locator("picture-card")).hasCount(LABELS.size() + 2);
      assertThat(page.locator("picture-card").first()).containsText("drum");
    }
  }

  @Test
  void picturesAreBlurredUntilTheyAreRevealed() {
    someResults();
    try (Page page = open("", 1440, ColorScheme.LIGHT)) {
      Locator frame = page.locator("picture-frame").first();
      assertThat(frame.locator("img")).hasCSS("filter", Pattern.compile("blur\\(12px\\).*"));
      frame.locator("button").focus();
      page.keyboard().press("Enter");
      assertThat(frame.locator("button")).hasAttribute("aria-pressed", "true");
      assertThat(frame.locator("img")).hasCSS("filter", "grayscale(0)");
      page.locator("personal-settings summary").click();
      page.locator("personal-settings select").selectOption("dark");
      assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
      page.reload();
      assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
    }
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
      Origin origin = world.picture(text, TestPictures.png(i, 64, 48));
      TagEvent event =
          World.tagEvent(text, origin, Decision.REVIEW, World.tag(text, 0.9, Action.REVIEW, true));
      event.setSource(text);
      event.setLabelSetId(text);
      event.setCheckpointId(text);
      event.setAttributes(java.util.Map.of(text, text));
      world.publish(event);
    }
    try (Page page = open("", 390, ColorScheme.LIGHT)) {
      assertThat(page.locator("picture-card")).hasCount(texts.size());
      assertThat(
              page.locator(
                  "picture-card a", new Page.LocatorOptions().setHasText("\\u202egnp.exe")))
          .hasCount(1);
      screenshot(page, "hostile-390");
      isNoWiderThanItsWindow(page);
      page.locator("filter-bar select[name=source]").focus();
      for (int i = 0; i < texts.size(); i++) {
        page.locator("picture-card a").nth(i).click();
        assertThat(page.locator("picture-view score-bar")).hasCount(1);
        isNoWiderThanItsWindow(page);
        page.goBack();
        assertThat(page.locator("picture-card")).hasCount(texts.size());
      }
      assertThat(page).hasTitle("Stream · clipstream");
    }
    assertThat(browser.complaints()).isEmpty();
  }

  private static void isNoWiderThanItsWindow(Page page) {
    assertThat(page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
        .isEqualTo(true);
  }

  @Test
  void emptyViewsAndWrongAddressesSayWhatToDo() {
    try (Page page = open("", 1440, ColorScheme.LIGHT)) {
      assertThat(page.locator("empty-state")).containsText("clipstream send");
      assertThat(page.locator("status-line")).containsText("clipstream demo");
      screenshot(page, "empty-light-1440");
      hasNoViolations(page, "empty");
      page.navigate(dashboard.address() + "nowhere");
      assertThat(page.locator("empty-state")).containsText("nothing at this address");
      page.navigate(dashboard.address() + "pictures/none");
      assertThat(page.locator("empty-state")).containsText("in the index");
    }
  }
}
