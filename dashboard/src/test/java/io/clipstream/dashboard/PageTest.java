package io.clipstream.dashboard;

import com.microsoft.playwright.Page;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A dashboard over a real broker, in a real browser. */
abstract class PageTest extends BrowserTest {
  World world;

  @BeforeEach
  void start() {
    world = World.create();
    dashboard = Dashboard.start(settings());
  }

  DashboardSettings settings() {
    return DashboardSettings.local(world.kafka(), folder, 0);
  }

  @AfterEach
  void stopWorld() {
    world.close();
  }

  /** Opens a view in both sizes and colours, looks at it, and holds it against the rules. */
  void inEverySizeAndColour(String path, String name, Consumer<Page> look) {
    inEverySizeAndColour(
        path,
        (page, which) -> {
          look.accept(page);
          wholeScreenshot(page, name + "-" + which);
          hasNoViolations(page, name + "-" + which);
        });
  }
}
