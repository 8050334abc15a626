package io.clipstream.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A view in a real browser, over a real broker. */
abstract class PageTest {
  private static final Path SCREENSHOTS = Path.of("target/screenshots");

  static Browser browser;

  @TempDir private Path folder;
  World world;
  Dashboard dashboard;

  @BeforeAll
  static void startBrowser() throws IOException {
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

  Page open(String path, int width, ColorScheme colours) {
    Page page = browser.page(width, width < 500 ? 844 : 900, colours);
    page.navigate(dashboard.address() + path);
    return page;
  }

  /** Opens a view in both sizes and colours, looks at it, and holds it against the rules. */
  void inEverySizeAndColour(String path, String name, Consumer<Page> look) {
    for (ColorScheme colours : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (int width : List.of(1440, 390)) {
        try (Page page = open(path, width, colours)) {
          look.accept(page);
          String which = name + "-" + colours.name().toLowerCase(Locale.ROOT) + "-" + width;
          screenshot(page, which);
          hasNoViolations(page, which);
          isNoWiderThanItsWindow(page, which);
        }
      }
    }
    assertThat(browser.complaints()).isEmpty();
  }

  static void screenshot(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")).setFullPage(true));
  }

  static void hasNoViolations(Page page, String what) {
    List<Rule> violations = new AxeBuilder(page).analyze().getViolations();
    assertThat(violations.stream().map(rule -> rule.getId() + " " + rule.getNodes()))
        .as(what)
        .isEmpty();
  }

  /** Elements that reach over the window's edge, where the page is wider than its window. */
  static void isNoWiderThanItsWindow(Page page, String what) {
    assertThat(
            page.evaluate(
                """
                () => {
                  const wide = [];
                  const look = (root) => {
                    for (const each of root.querySelectorAll("*")) {
                      if (each.getBoundingClientRect().right > innerWidth + 1) {
                        wide.push(`${each.getRootNode().host?.localName} ${each.localName}.${each.className}`);
                      }
                      if (each.shadowRoot !== null) {
                        look(each.shadowRoot);
                      }
                    }
                  };
                  if (document.documentElement.scrollWidth > innerWidth) {
                    look(document);
                  }
                  return wide.join("\\n");
                }
                """))
        .as(what)
        .isEqualTo("");
  }
}
