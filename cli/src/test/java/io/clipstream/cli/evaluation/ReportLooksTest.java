package io.clipstream.cli.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.clipstream.dashboard.Browser;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The report in a browser: in both colours, in wide and narrow windows. */
@Timeout(300)
class ReportLooksTest {
  @Test
  void thePageFitsItsWindowAndTakesTheReadersColours() {
    try (Browser browser = Browser.start()) {
      for (ColorScheme colours : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
        for (int width : List.of(1440, 390)) {
          try (Page page = browser.page(width, 900, colours)) {
            looks(page, colours);
          }
        }
      }
      assertThat(browser.complaints()).isEmpty();
    }
  }

  private static void looks(Page page, ColorScheme colours) {
    page.setContent(ReportPageTest.full());

    assertThat(page.locator("figure svg").count()).isEqualTo(4);
    assertThat((Boolean) page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
        .isTrue();
    String ink = (String) page.evaluate("getComputedStyle(document.querySelector('svg')).color");
    String text = (String) page.evaluate("getComputedStyle(document.body).color");
    assertThat(ink).isEqualTo(text);
    assertThat(ink)
        .isEqualTo(colours == ColorScheme.DARK ? "rgb(230, 237, 243)" : "rgb(31, 35, 40)");
  }
}
