package io.clipstream.operators.tagging;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.control.RawRecord;
import io.clipstream.model.testing.Eventually;
import io.clipstream.operators.testing.Checkpoints;
import io.clipstream.operators.testing.LogReader;
import io.clipstream.operators.testing.Records;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.TagEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Images that name a label set which is being encoded. It becomes ready in a mail of the task
 * thread, which is the test's: so it does not before the test lets mails run.
 */
class TaggerWaitingTest {
  private static final LabelSet LARGE =
      Records.set(
          "large", 1, IntStream.range(0, 2_000).mapToObj(i -> "n" + i).toArray(String[]::new));

  @TempDir Path dir;
  private CheckpointEvent model;
  private TaggerHarness tagger;

  @BeforeEach
  void start() throws Exception {
    model = Checkpoints.write(dir.resolve("a"), 1, 16);
    tagger = TaggerHarness.started(settings(64 << 20), logs());
  }

  private LogReader logs() {
    return LogReader.of(
        "waiting",
        Records.published(0, Records.set("default", 1, "cat", "dog")),
        Records.announced(0, model));
  }

  private TaggerSettings settings(long waitingBytes) {
    return new TaggerSettingsBuilder("job", "shop")
        .device("cpu")
        .batchSize(1) // the clock stands still: no batch goes because it has waited
        .waitingBytes(waitingBytes)
        .allowedPrefixes(List.of(dir.toString()))
        .build();
  }

  @AfterEach
  void stop() throws Exception {
    tagger.close();
  }

  private static RawRecord image(int number) {
    return Records.image(number, "large", Records.picture(number), null);
  }

  private static List<String> sets(List<TagEvent> tags) {
    return tags.stream().map(TagEvent::getLabelSetId).toList();
  }

  @Test
  void imagesOfOtherSetsPassThem() throws Exception {
    tagger.control(Records.published(1, LARGE));
    tagger.image(image(0)).image(Records.image(1)).flush();
    tagger.until(() -> tagger.tags().size() == 2);
    assertThat(sets(tagger.tags())).containsExactly("default", "large");
    assertThat(tagger.letters()).isEmpty();
  }

  @Test
  void moreOfThemThanThePipelineHoldsComeOutInTheirOrder() throws Exception {
    tagger.control(Records.published(1, LARGE));
    for (int i = 0; i < 40; i++) {
      tagger.image(image(i));
    }
    tagger.until(() -> tagger.tags().size() == 40);
    assertThat(tagger.tags().stream().map(tag -> tag.getOrigin().getOffset()))
        .isEqualTo(IntStream.range(0, 40).mapToObj(i -> (long) i).toList());
  }

  @Test
  void laterImagesOfTheirSetDoNotOvertakeThem() throws Exception {
    tagger.control(Records.published(1, LARGE));
    for (int i = 0; i < 40; i++) {
      tagger.image(image(i));
    }
    tagger.until(() -> tagger.tagger().generation().bank("large").isPresent());
    tagger.image(image(40)).image(image(41));
    tagger.until(() -> tagger.tags().size() == 42);
    assertThat(tagger.tags().stream().map(tag -> tag.getOrigin().getOffset())).isSorted();
  }

  @Test
  void newImagesDoNotKeepThemWaitingForRoom() throws Exception {
    tagger.control(Records.published(1, LARGE));
    for (int i = 0; i < 40; i++) {
      tagger.image(image(i));
    }
    tagger.until(() -> tagger.tagger().generation().bank("large").isPresent());
    for (int i = 40; i < 100; i++) {
      tagger.image(Records.image(i)); // there is always another
    }
    assertThat(tagger.tagger().intake().waitingCount()).isZero();
  }

  @Test
  void laterImagesOfTheirSetDoNotOvertakeThemAfterARestartEither() throws Exception {
    tagger.control(Records.published(1, LARGE));
    for (int i = 0; i < 20; i++) {
      tagger.image(image(i));
    }
    OperatorSubtaskState state = tagger.barrier();
    tagger.close();
    LogReader logs = logs();
    logs.append(Records.published(1, LARGE));
    tagger = TaggerHarness.restored(settings(64 << 20), logs, 1, 0, state, 1);
    tagger.until(() -> tagger.tagger().generation().bank("large").isPresent());
    tagger.image(image(20));
    tagger.until(() -> tagger.tags().size() == 21);
    assertThat(tagger.tags().stream().map(tag -> tag.getOrigin().getOffset())).isSorted();
  }

  @Test
  void aWatermarkWaitsForNoLaterOnes() throws Exception {
    tagger.control(Records.published(1, LARGE)).image(image(0));
    tagger.tagger().processWatermark1(new Watermark(500));
    tagger.image(Records.image(1, "unheard", Records.picture(1), null));
    tagger.tagger().processWatermark1(new Watermark(600));
    tagger.until(() -> tagger.getOutput().size() == 2);
    assertThat(new ArrayList<Object>(tagger.getOutput()).get(1)).isEqualTo(new Watermark(500));
    tagger.setProcessingTime(60_000); // nobody waits so long for an unheard set
    assertThat(new ArrayList<Object>(tagger.getOutput()).get(2)).isEqualTo(new Watermark(600));
  }

  @Test
  void moreThanMemoryMayHoldAreDeadLettersToBeReplayed() throws Exception {
    tagger.close();
    tagger = TaggerHarness.started(settings(1), logs());
    tagger.control(Records.published(1, huge(1)));
    RawRecord large = Records.image(0, "huge", new byte[16 << 20], null);
    for (long bytes = 0; bytes <= WaitingImages.OVERFLOW; bytes += 16 << 20) {
      tagger.tagger().intake().takeBack(large); // what was in state is never given up
    }
    assertThat(tagger.letters()).isEmpty();
    tagger.image(Records.image(1, "huge", Records.picture(1), null)).image(Records.image(2));
    tagger.flush();
    assertThat(tagger.letters()).hasSize(1);
    assertThat(tagger.letters().get(0).reason()).isEqualTo("LABEL_SET_NOT_READY");
    assertThat(sets(tagger.tags())).containsExactly("default");
    tagger.control(Records.deleted(2, "huge")); // the end would wait for its images
  }

  @Test
  void watermarksStayBehindThem() throws Exception {
    tagger.control(Records.published(1, LARGE)).image(image(0));
    tagger.tagger().processWatermark1(new Watermark(500));
    tagger.flush();
    tagger.until(() -> tagger.getOutput().size() == 2);
    List<Object> out = new ArrayList<>(tagger.getOutput());
    assertThat(out.get(0)).isInstanceOf(StreamRecord.class);
    assertThat(out.get(1)).isEqualTo(new Watermark(500));
  }

  @Test
  void aCheckpointKeepsThem() throws Exception {
    tagger.control(Records.published(1, LARGE)).image(image(0)).image(image(1));
    OperatorSubtaskState state = tagger.barrier();
    assertThat(tagger.tags()).isEmpty();
    tagger.close();
    List<TagEvent> results = new ArrayList<>();
    for (int subtask = 0; subtask < 2; subtask++) {
      tagger = TaggerHarness.restored(settings(64 << 20), logs(), 2, subtask, state, 1);
      tagger.tagger().endInput(1);
      results.addAll(tagger.tags());
      tagger.close();
    }
    assertThat(results)
        .extracting(TagEvent::getImageId)
        .containsExactlyInAnyOrder("image-0", "image-1");
    assertThat(sets(results)).containsOnly("large");
  }

  @Test
  void beyondTheirRoomImagesAreTakenInSlowlySoThatBarriersPass() throws Exception {
    tagger.close();
    tagger = TaggerHarness.started(settings(1), logs());
    tagger.control(Records.published(1, huge(1)));
    for (int i = 0; i < 10; i++) {
      tagger.image(Records.image(i, "huge", Records.picture(i), null));
    }
    OperatorSubtaskState state = tagger.barrier();
    assertThat(tagger.tagger().generation().bank("huge")).isEmpty();
    assertThat(tagger.tags()).isEmpty();
    tagger.control(Records.deleted(9, "huge")).close(); // the end would wait for its images
    LogReader logs = logs();
    logs.append(Records.published(1, huge(1)));
    logs.append(Records.published(2, Records.set("huge", 2, "one", "two"))); // it was a mistake
    tagger = TaggerHarness.restored(settings(1), logs, 1, 0, state, 1);
    tagger.until(() -> tagger.tags().size() == 10);
    assertThat(sets(tagger.tags())).containsOnly("huge");
  }

  /** Takes longer than any of these tests. */
  private static LabelSet huge(long revision) {
    return Records.set(
        "huge", revision, IntStream.range(0, 50_000).mapToObj(i -> "h" + i).toArray(String[]::new));
  }

  @Test
  void aBarrierLetsNoneOfThemIn() throws Exception {
    tagger.control(Records.published(1, LARGE));
    for (int i = 0; i < 40; i++) {
      tagger.image(image(i));
    }
    Eventually.await("the large set")
        .until(
            () -> {
              tagger.flush(); // a barrier may come just when the set becomes ready
              tagger.drain();
              return tagger.tagger().generation().bank("large").isPresent();
            });
    int before = tagger.tags().size();
    tagger.flush();
    assertThat(tagger.tags().size() - before).isLessThanOrEqualTo(capacity());
    tagger.until(() -> tagger.tags().size() == 40);
  }

  private int capacity() {
    return settings(1).batch().capacity();
  }

  @Test
  void theEndOfTheImagesWaitsForTheirSet() throws Exception {
    tagger.control(Records.published(1, LARGE)).image(image(0));
    tagger.tagger().endInput(1);
    assertThat(sets(tagger.tags())).containsExactly("large");
  }

  @Test
  void aSetThatIsDeletedMeanwhileMakesThemRejects() throws Exception {
    tagger.control(Records.published(1, LARGE)).image(image(0));
    tagger.control(Records.deleted(2, "large")).flush();
    assertThat(tagger.tags()).isEmpty();
    assertThat(tagger.letters()).hasSize(1);
    assertThat(tagger.letters().get(0).reason()).isEqualTo("UNKNOWN_LABEL_SET");
    assertThat(tagger.letters().get(0).record().value()).isEqualTo(image(0).value());
  }
}
