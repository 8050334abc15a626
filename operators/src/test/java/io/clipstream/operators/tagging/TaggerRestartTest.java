package io.clipstream.operators.tagging;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.control.RawRecord;
import io.clipstream.operators.generation.Embeddings;
import io.clipstream.operators.generation.TaggingModel;
import io.clipstream.operators.testing.Checkpoints;
import io.clipstream.operators.testing.LogReader;
import io.clipstream.operators.testing.Records;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.TagEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A restart serves what served, at once; the rest is made beside it. */
@Timeout(240)
class TaggerRestartTest {
  private static final LabelSet SMALL = Records.set("default", 1, "cat", "dog");

  @TempDir Path dir;
  private CheckpointEvent one;
  private CheckpointEvent two;
  private LogReader logs;
  private TaggerHarness tagger;

  @BeforeEach
  void start() throws Exception {
    one = Checkpoints.write(dir.resolve("one"), 1, 16);
    two = Checkpoints.write(dir.resolve("two"), 2, 16);
    logs = LogReader.of("restart", Records.published(0, SMALL), Records.announced(0, one));
    tagger = TaggerHarness.started(settings(Duration.ofMinutes(2)), logs);
  }

  @AfterEach
  void stop() throws Exception {
    tagger.control(Records.deleted(9, "large")); // or the end waits for its images
    tagger.close();
  }

  private TaggerSettings settings(Duration startTimeout) {
    return new TaggerSettingsBuilder("job", "shop")
        .device("cpu")
        .batchSize(1)
        .startTimeout(startTimeout)
        .allowedPrefixes(List.of(dir.toString()))
        .build();
  }

  private static LabelSet large(int labels) {
    return Records.set(
        "large", 1, IntStream.range(0, labels).mapToObj(i -> "n" + i).toArray(String[]::new));
  }

  private static RawRecord ofLarge(int number) {
    return Records.image(number, "large", Records.picture(number), null);
  }

  /** Long enough to load a small checkpoint on a busy machine, too short for 50,000 labels. */
  private void restart(OperatorSubtaskState state) throws Exception {
    stop();
    while (TaggingModel.loaded() > 0) { // or the next one goes on with the model of this one
      Thread.sleep(1);
    }
    tagger = TaggerHarness.restored(settings(Duration.ofSeconds(20)), logs, 1, 0, state, 1);
  }

  private void publish(LabelSet set) throws Exception {
    logs.append(Records.published(1, set));
    tagger.control(Records.published(1, set));
  }

  @Test
  void aSetThatIsBeingEncodedHoldsNobodyButItsOwnImages() throws Exception {
    publish(large(50_000));
    restart(tagger.image(ofLarge(0)).barrier());
    tagger.image(Records.image(1)).image(ofLarge(2)).flush();
    assertThat(tagger.tags()).extracting(TagEvent::getImageId).containsExactly("image-1");
    assertThat(tagger.letters()).isEmpty();
    restart(tagger.barrier());
    assertThat(tagger.tagger().generation().bank("default")).isPresent();
    assertThat(tagger.tagger().generation().bank("large")).isEmpty();
  }

  @Test
  void aSetThatWasDeletedMeanwhileMattersNoLonger() throws Exception {
    publish(large(50_000));
    OperatorSubtaskState state = tagger.image(ofLarge(0)).barrier();
    logs.append(Records.deleted(2, "large"));
    restart(state);
    tagger.until(() -> !tagger.letters().isEmpty());
    assertThat(tagger.letters().get(0).reason()).isEqualTo("UNKNOWN_LABEL_SET");
    assertThat(tagger.tagger().definitions().labelSets()).containsOnlyKeys("default");
  }

  @Test
  void anAttemptBeginsWhereTheLastOneEnded() throws Exception {
    publish(large(3_000));
    Embeddings before = tagger.tagger().generation().model().embeddings();
    tagger.until(() -> before.encoded() > 500);
    long had = before.encoded(); // at least so many are in the state
    restart(tagger.image(ofLarge(0)).barrier());
    tagger.until(() -> tagger.tags().size() == 1);
    Embeddings after = tagger.tagger().generation().model().embeddings();
    assertThat(after.encoded()).isLessThanOrEqualTo(3_100L - had);
  }

  @Test
  void inMidSwapItServesWithTheCheckpointThatServed() throws Exception {
    publish(large(3_000));
    tagger.untilActive("one", "large", 1);
    tagger.control(Records.announced(1, two));
    restart(tagger.barrier());
    assertThat(tagger.tagger().generation().checkpoint().getCheckpointId()).isEqualTo("one");
    tagger.image(Records.image(0)).image(ofLarge(1)).flush();
    assertThat(tagger.tags()).extracting(TagEvent::getCheckpointId).containsOnly("one");
    assertThat(tagger.tags()).hasSize(2);
    tagger.untilActive("two", "large", 1);
  }

  @Test
  void theComingCheckpointGoesOnWithTheLabelsThatItHas() throws Exception {
    publish(large(3_000));
    tagger.untilActive("one", "large", 1);
    tagger.control(Records.announced(1, two));
    OperatorSubtaskState state;
    int had; // at least so many are in the state: more may be encoded before its barrier
    do {
      tagger.drain();
      had = tagger.tagger().restorable(two);
      state = tagger.barrier();
    } while (had < 500);
    restart(state);
    restart(tagger.barrier()); // before the coming one is loaded, say
    tagger.untilActive("two", "large", 1);
    long encoded = tagger.tagger().generation().model().embeddings().encoded();
    assertThat(encoded).isLessThanOrEqualTo(3_100L - had);
  }

  @Test
  void aComingCheckpointThatIsGoneHoldsNothing() throws Exception {
    tagger.control(Records.announced(1, two));
    OperatorSubtaskState state = tagger.barrier();
    Files.move(dir.resolve("two"), dir.resolve("elsewhere"));
    restart(state);
    tagger.image(Records.image(0)).flush();
    assertThat(tagger.tags()).extracting(TagEvent::getCheckpointId).containsExactly("one");
    tagger.until(() -> !tagger.status().getFailures().isEmpty());
  }

  @Test
  void imagesThatNameASetOfBeforeThemAreNoRejects() throws Exception {
    OperatorSubtaskState state = tagger.barrier();
    logs.append(Records.published(1, Records.set("late", 1, "tree")));
    restart(state);
    // The image is here before the broadcast is.
    tagger.image(Records.image(0, "late", Records.picture(0), null)).flush();
    tagger.until(() -> tagger.tags().size() == 1);
    tagger.control(Records.published(1, Records.set("late", 1, "tree")));
    assertThat(tagger.letters()).isEmpty();
    assertThat(tagger.tags().get(0).getLabelSetId()).isEqualTo("late");
  }
}
