package io.clipstream.cli.jobs;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotType;
import io.clipstream.cli.Main;
import io.clipstream.cli.testing.Lesson;
import io.clipstream.dashboard.Browser;
import io.clipstream.model.testing.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pictures of the documentation: the demo as a stranger starts it, taught on its page. Makes
 * them anew in {@code docs/images/dashboard}.
 */
@Tag("soak")
@Timeout(1200)
class DemoScreenshotsTest {
  private static final Path IMAGES = Path.of("../docs/images/dashboard");
  private static final Pattern ADDRESS = Pattern.compile("look at it on (http://[0-9.:]+)");

  /** Pictures that a person says something of: those that block first, then those to teach. */
  private static final int TAUGHT = 26;

  private static final LocatorAssertions.ContainsTextOptions PATIENTLY =
      new LocatorAssertions.ContainsTextOptions().setTimeout(300_000);

  /** By path, with the name of their files. */
  private static final Map<String, String> VIEWS =
      Map.of(
          "", "stream",
          "review", "review",
          "review?view=grid", "review-several",
          "search?decision=TAG", "search",
          "labels", "labels",
          "models", "models",
          "health", "health",
          "dead-letters", "dead-letters",
          "try", "try",
          "changes", "changes");

  @TempDir private Path folder;
  private Browser browser;
  private Process demo;
  private String address;

  @BeforeEach
  void start() throws Exception {
    Files.createDirectories(IMAGES);
    browser = Browser.start();
    Path said = folder.resolve("said");
    demo =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "demo",
                "--port=0",
                "--dir=" + folder.resolve("data"))
            .directory(Path.of("..").toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    Eventually.asserted(() -> assertThat(address(said)).as("%s", text(said)).isNotEmpty());
    address = address(said) + "/";
  }

  private static String address(Path said) throws IOException {
    Matcher matcher = ADDRESS.matcher(text(said));
    return matcher.find() ? matcher.group(1) : "";
  }

  private static String text(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file) : "";
  }

  @AfterEach
  void stop() throws Exception {
    if (demo != null) {
      demo.destroy();
      if (!demo.waitFor(60, TimeUnit.SECONDS)) {
        demo.destroyForcibly().waitFor();
      }
      browser.close();
    }
  }

  @Test
  void eachViewOfTheDemo() throws Exception {
    try (Page page = open("review", 1440, ColorScheme.LIGHT)) {
      Map<String, Boolean> before = unseen(page, "box");
      long began = System.nanoTime();
      teach(page);
      page.locator("teaching-line button").click();
      assertThat(page.locator("teaching-line .line")).containsText("PROMOTED", PATIENTLY);
      System.out.printf(
          Locale.ROOT,
          "%d captions to promoted: %.0f s%n",
          TAUGHT,
          (System.nanoTime() - began) / 1e9);
      String checkpoint = page.locator("teaching-line strong.round").innerText();
      System.out.println("right before: " + before);
      System.out.println("right after: " + unseen(page, checkpoint));
    }
    for (ColorScheme colours : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (int width : List.of(1440, 390)) {
        VIEWS.forEach((path, name) -> picture(path, name, width, colours));
      }
    }
  }

  /** Every picture of the queue by a caption that its file is named after. */
  private static void teach(Page page) {
    Locator shown = page.locator("review-panel dd a");
    String id = "";
    for (int i = 0; i < TAUGHT; i++) {
      assertThat(shown).not().hasText(id);
      id = shown.innerText();
      page.keyboard().press("c");
      page.locator("review-panel input").fill("a " + Lesson.named(Path.of(id)).label());
      page.keyboard().press("Enter");
    }
  }

  /** Of each picture that nobody taught anything about, whether the checkpoint tags it rightly. */
  private static Map<String, Boolean> unseen(Page page, String checkpoint) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("../samples/learn/unseen"))) {
      List<String> names = files.map(file -> file.getFileName().toString()).toList();
      return Eventually.asserted(
          () -> {
            Map<String, Boolean> right = new TreeMap<>();
            results(page, checkpoint).stream()
                .filter(result -> names.contains(result.get(0)))
                .forEach(
                    result -> right.put(result.get(0), result.get(0).startsWith(result.get(1))));
            assertThat(right).hasSize(8);
            return right;
          });
    }
  }

  /** Name and best label of each picture of late. */
  @SuppressWarnings("unchecked")
  private static List<List<String>> results(Page page, String checkpoint) {
    return (List<List<String>>)
        page.evaluate(
            "async checkpoint => { const found = []; let before = '';"
                + " for (let i = 0; i < 20 && before !== null; i++) {"
                + " const page = await (await fetch('/api/results?limit=100&checkpoint='"
                + " + encodeURIComponent(checkpoint) + (before && `&before=${before}`))).json();"
                + " found.push(...page.results.map(r => [r.imageId, r.tags[0]?.label ?? '']));"
                + " before = page.next; } return found; }",
            checkpoint);
  }

  private void picture(String path, String name, int width, ColorScheme colours) {
    try (Page page = open(path, width, colours)) {
      page.evaluate("() => import('/page/parts/preferences.js').then(p => p.prefer({blur: 0}))");
      settle(page, name);
      String file = name + "-" + colours.name().toLowerCase(Locale.ROOT) + "-" + width + ".jpg";
      page.screenshot(
          new Page.ScreenshotOptions()
              .setPath(IMAGES.resolve(file))
              .setType(ScreenshotType.JPEG)
              .setQuality(80));
    }
  }

  /** Waits for what the view is about. */
  private static void settle(Page page, String name) {
    switch (name) {
      case "stream", "search" -> assertThat(page.locator("picture-card").nth(7)).isVisible();
      case "labels" -> {
        page.locator("label-table form input[name=name]").fill("dinosaur");
        page.locator("label-table form button").click();
        page.locator("label-preview button.try").click();
        assertThat(page.locator("label-preview")).containsText("would");
      }
      case "models" -> assertThat(page.locator("checkpoint-detail h2")).isVisible();
      default -> assertThat(page.locator("main h1, main h2").first()).isVisible();
    }
    page.waitForTimeout(2_500); // pictures and charts fill; nothing is asserted of them
  }

  private Page open(String path, int width, ColorScheme colours) {
    Page page = browser.page(width, width < 500 ? 844 : 900, colours);
    page.navigate(address + path);
    return page;
  }
}
