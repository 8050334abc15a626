package io.clipstream.operators.tagging;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.control.ControlRecord;
import io.clipstream.control.DeadLetter;
import io.clipstream.control.LetterStage;
import io.clipstream.operators.testing.Checkpoints;
import io.clipstream.operators.testing.LogReader;
import io.clipstream.operators.testing.Records;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.Scoring;
import io.clipstream.schemas.Tag;
import io.clipstream.schemas.TagEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaggerLabelSetsTest {
  private static final LabelSet IN_FORCE = Records.set("default", 5, "cat", "dog");

  @TempDir Path dir;
  private TaggerSettings settings;
  private CheckpointEvent model;
  private TaggerHarness tagger;

  @BeforeEach
  void start() throws Exception {
    model = Checkpoints.write(dir.resolve("a"), 1, 16);
    settings =
        new TaggerSettingsBuilder("job", "shop")
            .device("cpu")
            .topK(10)
            .allowedPrefixes(List.of(dir.toString()))
            .build();
    tagger = TaggerHarness.started(settings, logs());
  }

  private LogReader logs() {
    return LogReader.of("label-sets", Records.published(0, IN_FORCE), Records.announced(0, model));
  }

  @AfterEach
  void stop() throws Exception {
    tagger.close();
  }

  @Test
  void promptsThatTheCutMakesEqualAreNamedInTheStatus() throws Exception {
    String one = "counterrevolutionaries";
    String other = "counterrevolutionarily";
    LabelSet set = Records.set("long", 1, one, other, "cat"); // tokens of a letter
    tagger.control(Records.published(1, set));
    tagger.until(() -> !tagger.status().getFailures().isEmpty());
    assertThat(tagger.status().getFailures())
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.getSubject()).isEqualTo("label set long revision 1");
              assertThat(warning.getMessage())
                  .startsWith(
                      "prompts of '%s' and '%s' are equal once cut at".formatted(one, other))
                  .contains("24 tokens");
              assertThat(warning.getRetryAfterMillis()).isNull();
            });
    tagger.control(Records.published(2, Records.set("long", 2, "cat", "dog")));
    tagger.until(() -> tagger.status().getFailures().isEmpty());
  }

  private void expectRefused(ControlRecord record, String reason, String message) throws Exception {
    tagger.control(record).image(Records.image(0)).flush();
    assertThat(tagger.letters()).hasSize(1);
    DeadLetter letter = tagger.letters().get(0);
    assertThat(letter.record()).isEqualTo(record.record());
    assertThat(letter.stage()).isIn(LetterStage.LABEL_SET, LetterStage.CHECKPOINT);
    assertThat(letter.reason()).isEqualTo(reason);
    assertThat(letter.message()).contains(message);
    assertThat(tagger.tags().get(0).getLabelSetRevision()).isEqualTo(5);
  }

  @Test
  void anInvalidSetIsRefused() throws Exception {
    LabelSet set = Records.set("default", 6, "cat");
    set.getLabels().get(0).setThreshold(1.7f);
    expectRefused(Records.published(1, set), "INVALID", "1.7, expected 0 to 1");
  }

  @Test
  void anEqualRevisionWithOtherContentIsRefused() throws Exception {
    LabelSet set = Records.set("default", 5, "cat", "cow");
    expectRefused(Records.published(1, set), "OLD_REVISION", "expected 6 or more");
  }

  @Test
  void aLowerRevisionWithOtherContentIsRefused() throws Exception {
    LabelSet set = Records.set("default", 4, "cat", "cow");
    expectRefused(Records.published(1, set), "OLD_REVISION", "revision is 4");
  }

  @Test
  void aKeyThatIsNotTheIdIsRefused() throws Exception {
    ControlRecord good = Records.published(1, Records.set("default", 6, "cat"));
    ControlRecord record =
        new ControlRecord(good.log(), Records.raw("sets", 1, "others", good.record().value()));
    expectRefused(record, "KEY_MISMATCH", "'others'");
  }

  @Test
  void aRecordWithoutAKeyIsRefused() throws Exception {
    ControlRecord good = Records.published(1, Records.set("default", 6, "cat"));
    ControlRecord record =
        new ControlRecord(good.log(), Records.raw("sets", 1, null, good.record().value()));
    expectRefused(record, "NO_KEY", "expected the label set's id as key");
  }

  @Test
  void bytesThatAreNoSetAreRefused() throws Exception {
    ControlRecord record =
        new ControlRecord(
            ControlRecord.Log.LABEL_SETS, Records.raw("sets", 1, "default", new byte[] {5}));
    expectRefused(record, "WRONG_FORMAT", "LabelSet");
  }

  @Test
  void anAnnouncementWithoutAHashIsRefused() throws Exception {
    CheckpointEvent bad = Checkpoints.copy(model);
    bad.setSha256("abc");
    expectRefused(Records.announced(1, bad), "INVALID", "64 hexadecimal digits");
  }

  @Test
  void anAnnouncementWithNamesThatNoResultCouldCarryIsRefused() throws Exception {
    CheckpointEvent bad = Checkpoints.copy(model);
    bad.setEmbeddingSpaceId("s".repeat(1 << 20));
    expectRefused(Records.announced(1, bad), "INVALID", "1048576 characters, expected at most 200");
    assertThat(tagger.letters().get(0).message()).hasSizeLessThan(1_000);
  }

  @Test
  void aHierarchyThatIsTooDeepIsRefused() throws Exception {
    List<Label> chain = new ArrayList<>();
    for (int i = 0; i < 70; i++) {
      chain.add(Records.label("l" + i, i == 0 ? null : "l" + (i - 1)));
    }
    LabelSet set = Records.set("default", 6);
    set.setLabels(chain);
    expectRefused(Records.published(1, set), "INVALID", "69 ancestors, expected at most 64");
  }

  @Test
  void theSameContentAgainChangesNothing() throws Exception {
    tagger.control(Records.published(1, IN_FORCE)).image(Records.image(0)).flush();
    assertThat(tagger.letters()).isEmpty();
    assertThat(tagger.tags().get(0).getLabelSetRevision()).isEqualTo(5);
  }

  @Test
  void theSameContentWithAHigherRevisionIsStamped() throws Exception {
    tagger.control(Records.published(1, Records.set("default", 6, "cat", "dog")));
    tagger.untilActive("a", "default", 6);
    tagger.image(Records.image(0)).flush();
    assertThat(tagger.tags().get(0).getLabelSetRevision()).isEqualTo(6);
  }

  @Test
  void onlyOneSubtaskSaysThatItRefused() throws Exception {
    ControlRecord bad = Records.published(1, Records.set("default", 4, "cow"));
    try (TaggerHarness second = TaggerHarness.unstarted(settings, logs(), 2, 1)) {
      second.initializeEmptyState();
      second.openOrClose();
      second.control(bad).image(Records.image(0)).flush();
      assertThat(second.letters()).isEmpty();
      assertThat(second.tags().get(0).getLabelSetRevision()).isEqualTo(5);
      assertThat(io.clipstream.operators.generation.TaggingModel.loaded()).isEqualTo(1);
    }
  }

  @Test
  void parentsTakeTheirChildrensScoresAndTheMostSevereActionDecides() throws Exception {
    LabelSet set = Records.set("default", 6);
    set.setScoring(Scoring.INDEPENDENT);
    set.setBackgroundPrompts(List.of("nothing", "something"));
    set.setLabels(
        List.of(
            Records.label("animal", null),
            new Label("cat", List.of("cat"), 0f, Action.REVIEW, "animal"),
            new Label("dog", List.of("dog"), 1f, Action.BLOCK, "animal")));
    tagger.control(Records.published(1, set));
    tagger.untilActive("a", "default", 6);
    tagger.image(Records.image(0)).flush();
    TagEvent event = tagger.tags().get(0);
    Map<String, Tag> tags =
        event.getTags().stream().collect(Collectors.toMap(Tag::getLabel, Function.identity()));
    float highest = Math.max(tags.get("cat").getScore(), tags.get("dog").getScore());
    assertThat(tags.get("animal").getScore()).isGreaterThanOrEqualTo(highest);
    assertThat(tags.get("cat").getApplied()).isTrue();
    assertThat(tags.get("cat").getAction()).isEqualTo(Action.REVIEW);
    assertThat(tags.get("dog").getApplied()).isFalse();
    assertThat(event.getDecision()).isEqualTo(Decision.REVIEW);
    assertThat(event.getTags())
        .isSortedAccordingTo((x, y) -> Float.compare(y.getScore(), x.getScore()));
  }
}
