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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A dashboard, which its test starts, and a real browser that is held against its rules. */
@Timeout(300)
abstract class BrowserTest {
  private static final Path SCREENSHOTS = Path.of("target/screenshots");

  static Browser browser;

  @TempDir Path folder;
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

  @AfterEach
  void stopDashboard() {
    dashboard.close();
  }

  Page window() {
    return browser.page(1440, 900, ColorScheme.LIGHT);
  }

  Page open(String path, int width, ColorScheme colours) {
    Page page = browser.page(width, width < 500 ? 844 : 900, colours);
    page.navigate(dashboard.address() + path);
    return page;
  }

  /** What is done with a view in one size and colour. */
  interface Look {
    /**
     * @param which colour and width, for names
     */
    void at(Page page, String which);
  }

  /** Opens a view in both sizes and colours, and looks at it. */
  void inEverySizeAndColour(String path, Look look) {
    for (ColorScheme colours : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (int width : List.of(1440, 390)) {
        try (Page page = open(path, width, colours)) {
          String which = colours.name().toLowerCase(Locale.ROOT) + "-" + width;
          look.at(page, which);
          isNoWiderThanItsWindow(page, path + " " + which);
          leave(page);
        }
      }
    }
    complainedAboutNothing();
  }

  /** As a person does: a window that is only closed may not give back what it has taken. */
  static void leave(Page page) {
    page.navigate("about:blank");
  }

  static boolean isNarrow(Page page) {
    return page.viewportSize().width < 500;
  }

  void complainedAboutNothing() {
    assertThat(browser.complaints()).isEmpty();
  }

  static void screenshot(Page page, String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
  }

  /** Also what lies below the window. */
  static void wholeScreenshot(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")).setFullPage(true));
  }

  static void hasNoViolations(Page page, String what) {
    // The legacy mode looks at one frame, which is all that a page has, in half the time.
    assertThat(page.frames()).hasSize(1);
    List<Rule> violations = new AxeBuilder(page).setLegacyMode(true).analyze().getViolations();
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
