package io.clipstream.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.TagEvent;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page in a real browser, over a real broker. */
@Timeout(300)
class StreamPageTest extends PageTest {
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

  private void someResults() {
    world.publishLabels("default", 12, LABELS.toArray(String[]::new));
    world.publishStatus("shop-tagger", 0, 2);
    world.publishStatus("shop-tagger", 1, 2);
    for (int i = 0; i < LABELS.size(); i++) {
      tagged(i, LABELS.get(i), Decision.values()[i % 4]);
    }
    // A search shows what there is when it is opened.
    Eventually.asserted(
        () ->
            assertThat(Http.get(dashboard.port(), "/api/results").json().get("results"))
                .hasSize(LABELS.size()));
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

  @Test
  void picturesAppearInEverySizeAndColour() {
    someResults();
    inEverySizeAndColour(
        "",
        (page, name) -> {
          assertThat(page.locator("picture-card")).hasCount(LABELS.size());
          assertThat(page.locator("status-line")).containsText("shop-tagger");
          page.waitForFunction(
              "() => [...document.querySelector('clip-app').shadowRoot.querySelector('stream-view')"
                  + ".shadowRoot.querySelectorAll('picture-card')].slice(0, 4).every(card => card.shadowRoot"
                  + ".querySelector('picture-frame').shadowRoot.querySelector('img').naturalWidth > 0)");
          screenshot(page, "stream-" + name);
          hasNoViolations(page, "stream " + name);
        });
  }

  @Test
  void searchAndAPicturesPageShowThePast() {
    someResults();
    inEverySizeAndColour(
        "search?decision=REVIEW,BLOCK",
        (page, name) -> {
          assertThat(page.locator("picture-card")).hasCount(LABELS.size() / 2);
          hasNoViolations(page, "search " + name);
          screenshot(page, "search-" + name);
          page.locator("picture-card a").first().click();
          assertThat(page.locator("picture-view h1")).hasText(Pattern.compile("pic-\\d+.png"));
          assertThat(page.locator("score-bar")).hasCount(2);
          page.locator("picture-view picture-frame button").click();
          hasNoViolations(page, "picture " + name);
          screenshot(page, "picture-" + name);
        });
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
      assertThat(page.locator("stream-view .head")).containsText("next of 1"); // then the other
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
      isNoWiderThanItsWindow(page, "hostile");
      page.locator("filter-bar select[name=source]").focus();
      for (int i = 0; i < texts.size(); i++) {
        page.locator("picture-card a").nth(i).click();
        assertThat(page.locator("picture-view score-bar")).hasCount(1);
        isNoWiderThanItsWindow(page, "hostile");
        page.goBack();
        assertThat(page.locator("picture-card")).hasCount(texts.size());
      }
      assertThat(page).hasTitle("Stream · clipstream");
    }
    complainedAboutNothing();
  }

  @Test
  void aNarrowWindowHasTheOtherViewsBehindAButton() {
    try (Page page = open("models", 390, ColorScheme.LIGHT)) {
      Locator more = page.locator("nav-rail nav > button");
      Locator health = page.locator("nav-rail a", new Page.LocatorOptions().setHasText("Health"));
      assertThat(more).hasClass("here");
      assertThat(health).isHidden();
      more.click();
      assertThat(health).isVisible();
      hasNoViolations(page, "more");
      screenshot(page, "more-light-390");
      page.keyboard().press("Escape");
      assertThat(health).isHidden();
      assertThat(more).isFocused();
      more.click();
      health.click();
      assertThat(page.locator("health-view")).isVisible();
      assertThat(health).isHidden();
      more.click();
      page.locator("health-view h1").click();
      assertThat(health).isHidden();
    }
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
