package io.clipstream.cli.jobs;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.clipstream.cli.testing.ColourPictures.NEW;
import static io.clipstream.cli.testing.ColourPictures.OLD;
import static io.clipstream.cli.testing.ColourPictures.TEMPLATES;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.clipstream.cli.testing.ColourPictures;
import io.clipstream.dashboard.Browser;
import io.clipstream.dashboard.Dashboard;
import io.clipstream.dashboard.DashboardSettings;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.review.ReviewSettings;
import io.clipstream.jobs.TrainingJob;
import io.clipstream.jobs.kafka.TaggingTopics;
import io.clipstream.jobs.options.TrainingJobSettings;
import io.clipstream.jobs.testing.RunningJob;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.jobs.testing.TestTopics;
import io.clipstream.learning.store.PairStore;
import io.clipstream.learning.store.Split;
import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.CaptionedImage;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import io.clipstream.schemas.codec.WireFormat;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two colours taught by keys in a browser, with a job that tags and one that trains. */
@Timeout(600)
class TeachingOnThePageTest {
  private static final String JOB = "teaching-on-the-page";
  private static final String SOURCE = "to-teach";
  private static final List<String> TAUGHT = List.of("amber", "teal");
  private static final int OF_EACH = 16;
  private static final int PROBES = 40;
  private static final AvroCodec<ImageEvent> IMAGES = AvroCodec.singleObject(ImageEvent.class);
  private static final AvroCodec<CaptionedImage> CAPTIONS =
      AvroCodec.singleObject(CaptionedImage.class);
  private static final LocatorAssertions.ContainsTextOptions PATIENTLY =
      new LocatorAssertions.ContainsTextOptions().setTimeout(Eventually.LIMIT.toMillis());

  @TempDir private Path folder;
  private final TestKafka kafka = TestKafka.shared();
  private final TaggingTopics topics = kafka.createTopics(JOB, 2);
  private final TaggingStream stream = new TaggingStream(kafka, topics);
  private Browser browser;
  private Dashboard dashboard;

  @BeforeEach
  void start() {
    browser = Browser.start();
    Map<Topic, String> names =
        Map.of(
            Topic.IMAGES, stream.images(),
            Topic.TAGS, topics.tags(),
            Topic.LABEL_SETS, topics.control().labelSets(),
            Topic.CHECKPOINTS, topics.control().checkpoints(),
            Topic.STATUS, topics.status(),
            Topic.CAPTIONS, JOB + ".captions",
            Topic.REVIEWS, JOB + ".reviews",
            Topic.ROUNDS, JOB + ".rounds");
    for (Topic topic : List.of(Topic.CAPTIONS, Topic.REVIEWS, Topic.ROUNDS)) {
      kafka.create(names.get(topic), 1, topic.kafkaSettings());
    }
    String larger = Integer.toString(1048588 + (64 << 10));
    kafka.create(JOB + ".captions.dlq", 1, Map.of("max.message.bytes", larger));
    kafka.create(JOB + ".rounds.dlq", 1, Map.of("max.message.bytes", larger));
    KafkaAccess access =
        new KafkaAccess(
            Map.of("bootstrap.servers", kafka.bootstrap()), names, new WireFormat.SingleObject());
    dashboard =
        Dashboard.start(
            DashboardSettings.local(access, folder.resolve("index"), 0)
                .with(new ReviewSettings(0, 0, 0, Duration.ofMinutes(2)).with(Set.of(SOURCE))));
  }

  @AfterEach
  void stop() {
    if (dashboard != null) {
      dashboard.close();
      browser.close();
    }
  }

  @Test
  void whatIsTaughtByKeysServesAfterARoundAndGoesAndComesWithItsCheckpoint() throws Exception {
    Path old = ColourModel.folder(folder.resolve("old"), OLD, 25);
    SmallModel parent = ColourModel.taughtTheOldColours(folder);
    stream.promote(parent);
    stream.publish(1, ColourSender.LABELS, TEMPLATES.templates());
    String before = parent.directory().getFileName().toString();
    try (RunningJob tagging =
            RunningJob.start(
                stream.settings(JOB, folder, "--delivery.guarantee=at-least-once"), 2);
        RunningJob training = RunningJob.of(startTraining(old));
        Page page = browser.page(1440, 900, ColorScheme.LIGHT);
        Page onlooker = browser.page(1440, 900, ColorScheme.LIGHT)) {
      sendPicturesToTeach();
      double wrong = accuracy(tagging, "before", before);
      teach(page);
      requireCaptions();
      String after = askForARound(page);
      serves(page, after);
      onlooker.navigate(dashboard.address() + "?source=shop&checkpoint=" + after);
      assertThat(onlooker.locator("empty-state")).containsText("No picture like this yet");
      double right = accuracy(tagging, "after", after);
      assertThat(right).as("%.2f before", wrong).isGreaterThan(wrong + 0.2);
      for (String colour : TAUGHT) {
        assertThat(
                onlooker
                    .locator("picture-card strong", new Page.LocatorOptions().setHasText(colour))
                    .first())
            .isVisible();
      }
      move(page, page.locator("models-view .head button"), before);
      assertThat(accuracy(tagging, "back", before)).isEqualTo(wrong);
      page.locator("checkpoint-list a", new Page.LocatorOptions().setHasText(after))
          .first()
          .click();
      move(page, page.locator("checkpoint-detail button.main"), after);
      assertThat(accuracy(tagging, "again", after)).isEqualTo(right);
    }
    assertThat(browser.complaints()).isEmpty();
  }

  private org.apache.flink.core.execution.JobClient startTraining(Path old) throws Exception {
    TrainingJobSettings settings =
        TrainingJobSettings.parse(
            List.of(
                "--job.name=" + JOB + "-trainer",
                "--kafka.bootstrap.servers=" + kafka.bootstrap(),
                "--topic.captions=" + JOB + ".captions",
                "--topic.rounds=" + JOB + ".rounds",
                "--topic.label-sets=" + topics.control().labelSets(),
                "--topic.checkpoints=" + topics.control().checkpoints(),
                "--topic.status=" + topics.status(),
                "--topic.leases=" + TestTopics.leases(topics),
                "--model.name=" + SmallModel.NAME,
                "--model.allowed-prefixes=" + folder,
                "--checkpoints.path=" + folder.resolve("models"),
                "--store.path=" + folder.resolve("store"),
                "--device=cpu",
                "--captions.held-out=0.4",
                "--captions.allowed-origins=review",
                "--round.after-pairs=1000000",
                "--round.scan-interval=500 ms",
                "--round.passes=40",
                "--round.batch-size=32",
                "--round.learning-rate=0.001",
                "--round.image-rate=1",
                "--round.min-steps=1",
                "--round.replay=4",
                "--round.replay-sources=" + old,
                "--gate.alphas=0.5,1.0",
                "--gate.min-held-out=6",
                "--gate.margin=0.05",
                "--gate.interval-margin=0.15",
                "--gate.baseline-margin=0.06",
                "--gate.max-flips=1",
                "--gate.pinned=" + old.resolve("classes.tsv"),
                "--checkpoint.interval=500 ms"));
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(1, settings.job().flink());
    return TrainingJob.start(environment, settings);
  }

  private void sendPicturesToTeach() throws Exception {
    List<Map.Entry<String, byte[]>> events = new ArrayList<>();
    for (String colour : TAUGHT) {
      for (int i = 0; i < OF_EACH; i++) {
        events.add(event(colour + "-" + i, SOURCE, ColourPictures.png(NEW.get(colour), 9_000 + i)));
      }
    }
    stream.send(events);
  }

  private static Map.Entry<String, byte[]> event(String id, String source, byte[] png) {
    return Map.entry(
        id,
        IMAGES.encode(
            ImageEvent.newBuilder()
                .setImageId(id)
                .setSource(source)
                .setImage(ByteBuffer.wrap(png))
                .build()));
  }

  /** How many of other pictures of the taught colours are tagged rightly, and by what. */
  private double accuracy(RunningJob job, String round, String checkpoint) throws Exception {
    List<Map.Entry<String, byte[]>> events = new ArrayList<>();
    for (int i = 0; i < PROBES; i++) {
      String colour = TAUGHT.get(i % TAUGHT.size());
      byte[] png = ColourPictures.png(NEW.get(colour), 50_000 + i);
      events.add(event(round + "-" + i + "-" + colour, "shop", png));
    }
    stream.send(events);
    job.await(round, () -> results(round).size() == PROBES);
    assertThat(results(round)).extracting(TagEvent::getCheckpointId).containsOnly(checkpoint);
    return results(round).stream()
            .filter(result -> result.getImageId().endsWith(result.getTags().get(0).getLabel()))
            .count()
        / (double) PROBES;
  }

  private List<TagEvent> results(String round) {
    return stream.results().stream()
        .filter(result -> result.getImageId().startsWith(round + "-"))
        .toList();
  }

  /** Every picture of the queue: one by a caption, the next by its label. */
  private void teach(Page page) {
    page.navigate(dashboard.address() + "review");
    int all = TAUGHT.size() * OF_EACH;
    assertThat(page.locator("review-head nav a").first()).hasText(Pattern.compile("All\\s+" + all));
    String id = "";
    for (int i = 0; i < all; i++) {
      Locator shown = page.locator("review-panel dd a");
      assertThat(shown).not().hasText(id);
      id = shown.innerText();
      String colour = id.substring(0, id.indexOf('-'));
      if (i % 2 == 0) {
        page.keyboard().press("c");
        page.locator("review-panel input").fill(ColourPictures.caption(colour));
      } else {
        onlyLabel(page, colour);
      }
      page.keyboard().press("Enter");
    }
    assertThat(page.locator("empty-state")).containsText("Nothing waits for you here");
  }

  /** Presses the number of each label that applied wrongly, and of the right one. */
  private static void onlyLabel(Page page, String colour) {
    List<?> choices =
        (List<?>)
            page.locator("review-panel button.label")
                .evaluateAll(
                    "all => all.map(each => [each.querySelector('score-bar').tag.label,"
                        + " each.ariaPressed])");
    for (int i = 0; i < choices.size(); i++) {
      List<?> choice = (List<?>) choices.get(i);
      if (colour.equals(choice.get(0)) != "true".equals(choice.get(1))) {
        page.keyboard().press(String.valueOf(i + 1));
      }
    }
  }

  private void requireCaptions() {
    Eventually.asserted(
        () ->
            assertThat(kafka.committed(JOB + ".captions"))
                .hasSize(TAUGHT.size() * OF_EACH)
                .allSatisfy(
                    record -> {
                      CaptionedImage pair =
                          ((Decoding.Ok<CaptionedImage>) CAPTIONS.decode(record.value())).value();
                      String colour = pair.getImageId().split("-")[0];
                      assertThat(pair.getCaptions())
                          .containsExactly(ColourPictures.caption(colour));
                    }));
  }

  /** Waits until all pairs are in the store, presses the button, and returns what is promoted. */
  private String askForARound(Page page) {
    Locator line = page.locator("teaching-line .line");
    PairStore store = new PairStore(folder.resolve("store"));
    int all = TAUGHT.size() * OF_EACH;
    Eventually.asserted(
        () -> assertThat(pairs(store, Split.TRAIN) + pairs(store, Split.HELD_OUT)).isEqualTo(all));
    assertThat(line).containsText(pairs(store, Split.TRAIN) + " pairs wait", PATIENTLY);
    line.locator("button").click();
    assertThat(line).containsText(Pattern.compile("step \\d+ of \\d+|measuring"), PATIENTLY);
    assertThat(line).containsText("PROMOTED", PATIENTLY);
    assertThat(line).containsText(pairs(store, Split.HELD_OUT) + " new held-out pairs", PATIENTLY);
    return line.locator("strong.round").innerText();
  }

  private static long pairs(PairStore store, Split split) {
    return store.files(split).stream().mapToLong(store::count).sum();
  }

  private void serves(Page page, String checkpoint) {
    page.locator("nav-rail a[href='/models']").click();
    assertThat(page.locator("checkpoint-detail h2")).hasText(checkpoint);
    assertThat(page.locator("serving-list"))
        .containsText("2 of 2 subtasks serve with " + checkpoint, PATIENTLY);
    assertThat(page.locator("gate-numbers")).containsText("Loss saved on new pairs");
  }

  /** Presses a button that asks first, confirms, and waits until all subtasks have swapped. */
  private static void move(Page page, Locator button, String to) {
    button.click();
    page.locator("confirm-dialog dialog button.main").click();
    assertThat(page.locator("confirm-dialog dialog")).isHidden();
    assertThat(page.locator("serving-list"))
        .containsText("2 of 2 subtasks serve with " + to, PATIENTLY);
  }
}
