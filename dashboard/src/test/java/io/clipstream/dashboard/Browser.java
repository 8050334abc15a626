package io.clipstream.dashboard;

import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.clipstream.model.testing.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** Chromium of this machine, kept off the network. */
public final class Browser implements AutoCloseable {
  private static final Path CHROMIUM =
      Path.of(System.getProperty("clipstream.chromium", "/usr/bin/chromium"));

  private static final List<String> ALONE =
      List.of(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--use-fake-device-for-media-stream", // a camera that shows a moving test picture
          "--use-fake-ui-for-media-stream");

  private final Playwright playwright;
  private final com.microsoft.playwright.Browser browser;
  private final List<String> complaints = new ArrayList<>();

  private Browser(Playwright playwright) {
    this.playwright = playwright;
    this.browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(CHROMIUM)
                    .setArgs(ALONE)
                    .setHeadless(true));
  }

  /** Starts it; where there is none the test is skipped, and says so. */
  public static Browser start() {
    Assumptions.assumeTrue(
        Files.isExecutable(CHROMIUM),
        () -> CHROMIUM + " is not there; install chromium, or name it by -Dclipstream.chromium");
    PlaywrightAssertions.setDefaultAssertionTimeout(Eventually.LIMIT.toMillis());
    return new Browser(
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))));
  }

  /** A window; what its scripts and its policy complain about is noted. */
  public Page page(int width, int height, ColorScheme colours) {
    Page page =
        browser.newPage(
            new com.microsoft.playwright.Browser.NewPageOptions()
                .setViewportSize(width, height)
                .setColorScheme(colours));
    page.setDefaultTimeout(Eventually.LIMIT.toMillis());
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") && !message.text().matches(".*status of 40[49] .*")) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    return page;
  }

  /** What went wrong in windows so far. */
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
