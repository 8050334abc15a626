package io.clipstream.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.Topic;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The search in a real browser. */
@Timeout(300)
class SearchPageTest extends PageTest {
  private static final String NOTHING_YET = "{\"results\":[],\"next\":\"%d-1\"}";

  @Test
  void whereFewHaveAllThatIsAskedForItGoesOnByItselfAndSaysHowFarItIs() {
    world.publish(
        World.tagEvent(
            "rare",
            new Origin(world.kafka().name(Topic.IMAGES), 0, 0L, null),
            Decision.BLOCK,
            World.tag("knife", 0.9, Action.BLOCK, true)));
    Eventually.asserted(
        () ->
            assertThat(Http.get(dashboard.port(), "/api/results").json().get("results"))
                .hasSize(1));
    long now = System.currentTimeMillis();
    List<String> asked = new ArrayList<>();
    List<Route> held = new ArrayList<>();
    try (Page page = open("stream", 1440, ColorScheme.LIGHT)) {
      page.route(
          "**/api/results?*",
          route -> {
            asked.add(route.request().url());
            if (asked.size() == 1) { // a part of the index without any
              route.fulfill(
                  new Route.FulfillOptions()
                      .setContentType("application/json")
                      .setBody(NOTHING_YET.formatted(now - 3 * 86_400_000L)));
            } else {
              held.add(route);
            }
          });
      page.navigate(dashboard.address() + "search?decision=BLOCK");
      assertThat(page.locator("search-view [role=status]"))
          .hasText("searching, has come to 3 days ago…");
      hasNoViolations(page, "a search that goes on");
      assertThat(asked.get(1)).contains("before=" + (now - 3 * 86_400_000L) + "-1");
      held.forEach(
          route ->
              route.resume(
                  new Route.ResumeOptions()
                      .setUrl(dashboard.address() + "api/results?decision=BLOCK")));
      assertThat(page.locator("picture-card")).hasCount(1);
      assertThat(page.locator("search-view .more")).containsText("That is all.");
    }
    assertThat(browser.complaints()).isEmpty();
  }
}
