package io.clipstream.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.clipstream.model.testing.Eventually;
import io.clipstream.model.testing.FreePorts;
import io.clipstream.schemas.CaptionedImage;
import io.clipstream.schemas.ReviewDecision;
import io.clipstream.schemas.Topic;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reviewing over a server that is killed. */
@Timeout(300)
class ReviewKillTest extends ReviewPages {
  @Test
  void aServerThatIsKilledInMidReviewLosesNothingAndDoublesNothing() throws Exception {
    dashboard.close();
    publish(20);
    Path directory = folder.resolve("killed");
    DashboardProcess process = DashboardProcess.start(world.kafka(), directory, FreePorts.next());
    try (Page page = window()) {
      page.navigate("http://127.0.0.1:" + process.port() + "/review");
      awaitLoaded(page, 20);
      for (int kill = 0; kill < 3; kill++) {
        // A page that has no picture yet heeds no key.
        Eventually.asserted(() -> assertThat(strip(page)).hasSizeGreaterThanOrEqualTo(5));
        for (int i = 0; i < 4; i++) {
          page.keyboard().press("Enter");
        }
        process.kill();
        page.keyboard().press("Backspace");
        process = DashboardProcess.start(world.kafka(), directory, process.port());
        assertThat(page.locator("review-view p[role=status]")).not().containsText("saving");
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
