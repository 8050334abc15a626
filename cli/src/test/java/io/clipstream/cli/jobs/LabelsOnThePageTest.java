package io.clipstream.cli.jobs;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.clipstream.dashboard.Browser;
import io.clipstream.dashboard.Dashboard;
import io.clipstream.dashboard.DashboardSettings;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.jobs.kafka.TaggingTopics;
import io.clipstream.jobs.testing.RunningJob;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.jobs.testing.TestPictures;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.WireFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Labels edited in a browser, with a job that tags by them. */
@Timeout(600)
class LabelsOnThePageTest {
  private static final String JOB = "labels-on-the-page";
  private static final int PICTURES = 40;
  private static final double PATIENCE_MILLIS = 120_000;

  @TempDir private Path folder;
  private final TestKafka kafka = TestKafka.shared();
  private final TaggingTopics topics = kafka.createTopics(JOB, 2);
  private final TaggingStream stream = new TaggingStream(kafka, topics);
  private Browser browser;
  private Dashboard dashboard;

  @BeforeEach
  void start() {
    browser = Browser.start();
    kafka.create(topics.previews().requests(), 1, Topic.PREVIEWS.kafkaSettings());
    kafka.create(topics.previews().answers(), 1, Topic.PREVIEWS.kafkaSettings());
    Map<Topic, String> names =
        Map.of(
            Topic.IMAGES, stream.images(),
            Topic.TAGS, topics.tags(),
            Topic.LABEL_SETS, stream.labelSets(),
            Topic.CHECKPOINTS, topics.control().checkpoints(),
            Topic.PREVIEWS, topics.previews().requests(),
            Topic.PREVIEW_ANSWERS, topics.previews().answers(),
            Topic.STATUS, topics.status());
    KafkaAccess access =
        new KafkaAccess(
            Map.of("bootstrap.servers", kafka.bootstrap()), names, new WireFormat.SingleObject());
    dashboard = Dashboard.start(DashboardSettings.local(access, folder.resolve("index"), 0));
  }

  @AfterEach
  void stop() {
    if (dashboard != null) {
      dashboard.close();
      browser.close();
    }
  }

  @Test
  void aLabelPublishedOnThePageChangesTagsAsItsPreviewSaid() throws Exception {
    Path models = Files.createDirectory(folder.resolve("models"));
    stream.promote(SmallModel.write(models, 7));
    stream.publish(1, List.of("cat", "dog"));
    try (RunningJob job =
            RunningJob.start(
                stream.settings(JOB, models, "--delivery.guarantee=at-least-once"), 2);
        Page page = browser.page(1440, 900, ColorScheme.LIGHT)) {
      send("before");
      job.await("results", () -> results(1, "before") == PICTURES);
      page.navigate(dashboard.address() + "labels");
      assertThat(page.locator("label-table li.row")).hasCount(2);
      draft(page);
      String foretold = preview(page);
      assertThat(stream.results()).allMatch(result -> result.getLabelSetRevision() == 1);
      publish(page);
      send("after");
      job.await("results of the draft", () -> results(2, "after") == PICTURES);
      for (Decision decision : Decision.values()) {
        assertThat(decided(decision))
            .as("%s in %s", decision, foretold)
            .isEqualTo(count(foretold, decision));
      }
      assertThat(count(foretold, Decision.BLOCK)).as(foretold).isBetween(1, PICTURES - 1);
    }
    assertThat(browser.complaints()).isEmpty();
  }

  /** Thresholds in the midst of the scores, so that both sides are met. */
  private static void draft(Page page) {
    page.locator("label-table form input[name=name]").fill("oval");
    page.locator("label-table form button").click();
    page.locator("input[aria-label='threshold of cat as a number']").fill("0.34");
    page.locator("select[aria-label='action of cat']").selectOption("REVIEW");
    page.locator("input[aria-label='threshold of oval as a number']").fill("0.295");
    page.locator("select[aria-label='action of oval']").selectOption("BLOCK");
    assertThat(page.locator("label-publish ol")).containsText("oval: new");
  }

  /** The numbers of decisions as the page foretells them. */
  private static String preview(Page page) {
    page.locator("label-preview button.try").click();
    Locator counts = page.locator("label-preview [data-count=after]");
    assertThat(counts)
        .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(PATIENCE_MILLIS));
    assertThat(page.locator("label-preview")).not().containsText("could not be tried");
    return counts.innerText();
  }

  private static void publish(Page page) {
    page.locator("label-publish button.publish").click();
    LocatorAssertions.ContainsTextOptions patiently =
        new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MILLIS);
    assertThat(page.locator("labels-view h1")).containsText("default r2", patiently);
    for (int subtask = 0; subtask < 2; subtask++) {
      assertThat(page.locator("label-publish ul li").nth(subtask))
          .containsText(Pattern.compile("after [\\d.,]+ m?s"), patiently);
    }
  }

  private void send(String prefix) throws Exception {
    stream.send(
        IntStream.range(0, PICTURES)
            .mapToObj(i -> Map.entry(prefix + "-" + i, TestPictures.png(i)))
            .map(e -> Map.entry(e.getKey(), TaggingStream.event(e.getKey(), e.getValue())))
            .toList());
  }

  private long results(int revision, String prefix) {
    return stream.results().stream()
        .filter(result -> result.getLabelSetRevision() == revision)
        .map(TagEvent::getImageId)
        .filter(id -> id.startsWith(prefix))
        .distinct()
        .count();
  }

  private int decided(Decision decision) {
    return (int)
        stream.results().stream()
            .filter(result -> result.getLabelSetRevision() == 2)
            .filter(result -> result.getDecision() == decision)
            .map(TagEvent::getImageId)
            .distinct()
            .count();
  }

  /** What the page says: {@code ALLOW 3 → 5 · TAG 2 → 0}; nothing where both are none. */
  private static int count(String words, Decision decision) {
    Matcher found = Pattern.compile(decision + "\\s+\\d+ → (\\d+)").matcher(words);
    return found.find() ? Integer.parseInt(found.group(1)) : 0;
  }
}
