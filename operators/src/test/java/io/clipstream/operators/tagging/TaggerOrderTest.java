package io.clipstream.operators.tagging;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.operators.testing.Checkpoints;
import io.clipstream.operators.testing.LogReader;
import io.clipstream.operators.testing.Records;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.TagEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaggerOrderTest {
  @TempDir Path dir;
  private TaggerHarness tagger;

  @BeforeEach
  void start() throws Exception {
    CheckpointEvent model = Checkpoints.write(dir.resolve("a"), 1, 16);
    LogReader logs =
        LogReader.of(
            "order",
            Records.published(0, Records.set("default", 1, "cat", "dog", "sofa")),
            Records.announced(0, model));
    tagger = TaggerHarness.started(settings(dir), logs);
  }

  private static TaggerSettings settings(Path dir) {
    return new TaggerSettingsBuilder("job", "shop")
        .device("cpu")
        .batchSize(4)
        .batchWait(Duration.ofMillis(50))
        .allowedPrefixes(List.of(dir.toString()))
        .build();
  }

  @AfterEach
  void stop() throws Exception {
    tagger.close();
  }

  @Test
  void resultsComeInTheOrderOfArrivalWithBadImagesLeftOut() throws Exception {
    for (int i = 0; i < 40; i++) {
      tagger.image(i % 7 == 3 ? Records.image(i, null, new byte[] {1, 2}, null) : Records.image(i));
    }
    tagger.flush();
    List<Long> offsets = tagger.tags().stream().map(t -> t.getOrigin().getOffset()).toList();
    List<Long> expected = new ArrayList<>();
    for (long i = 0; i < 40; i++) {
      if (i % 7 != 3) {
        expected.add(i);
      }
    }
    assertThat(offsets).isEqualTo(expected);
    assertThat(tagger.letters()).hasSize(6).allMatch(l -> l.reason().equals("UNKNOWN_FORMAT"));
    TagEvent first = tagger.tags().get(0);
    assertThat(first.getImageId()).isEqualTo("image-0");
    assertThat(first.getAttributes()).containsEntry("n", "0");
    assertThat(first.getWidth()).isEqualTo(40);
    assertThat(first.getCheckpointId()).isEqualTo("a");
    assertThat(first.getTimings().getTotalMicros())
        .isGreaterThanOrEqualTo(first.getTimings().getEncodeMicros());
  }

  @Test
  void fullBatchesGoAtOnceAndTheRestWhenItHasWaited() throws Exception {
    for (int i = 0; i < 6; i++) {
      tagger.image(Records.image(i));
    }
    tagger.until(() -> tagger.tags().size() == 4);
    assertThat(tagger.tags()).allMatch(tag -> tag.getTimings().getBatchSize() == 4);
    tagger.until(() -> tagger.getProcessingTimeService().getNumActiveTimers() > 0);
    tagger.setProcessingTime(49);
    assertThat(tagger.tags()).hasSize(4);
    tagger.setProcessingTime(50);
    tagger.until(() -> tagger.tags().size() == 6);
    assertThat(tagger.tags().get(5).getTimings().getBatchSize()).isLessThanOrEqualTo(2);
  }

  @Test
  void whatArrivedWhileTheOldestWaitedIsEncodedWithItHoweverLongItsDecodingTakes()
      throws Exception {
    tagger.image(Records.image(0)).image(Records.image(1)).image(Records.image(2));
    tagger.setProcessingTime(51); // the wait is over before the first mail tells of a picture
    tagger.until(() -> tagger.tags().size() == 3);
    assertThat(tagger.tags()).allMatch(tag -> tag.getTimings().getBatchSize() == 3);
  }

  @Test
  void aBarrierWaitsForNothingAndLeavesNothingBehind() throws Exception {
    for (int i = 0; i < 7; i++) {
      tagger.image(Records.image(i));
    }
    tagger.barrier();
    assertThat(tagger.tags()).hasSize(7);
  }

  @Test
  void theEndOfTheImagesFlushes() throws Exception {
    tagger.image(Records.image(0)).image(Records.image(1));
    tagger.tagger().endInput(2);
    assertThat(tagger.tags()).isEmpty();
    tagger.tagger().endInput(1);
    assertThat(tagger.tags()).hasSize(2);
  }

  @Test
  void watermarksAndIdlenessStayBehindTheImagesBeforeThem() throws Exception {
    tagger.image(Records.image(0));
    tagger.tagger().processWatermark1(new Watermark(500));
    tagger.image(Records.image(1));
    tagger.tagger().processWatermarkStatus1(WatermarkStatus.IDLE);
    assertThat(tagger.getOutput()).isEmpty();
    tagger.flush();
    List<String> kinds =
        tagger.getOutput().stream()
            .map(e -> e instanceof StreamRecord<?> ? "image" : e.toString())
            .toList();
    assertThat(kinds)
        .containsExactly(
            "image", new Watermark(500).toString(), "image", WatermarkStatus.IDLE.toString());
    StreamRecord<?> record = (StreamRecord<?>) tagger.getOutput().peek();
    assertThat(record.getTimestamp()).isEqualTo(1_000);
  }

  @Test
  void watermarksOfTheControlInputCountForNothing() throws Exception {
    tagger.tagger().processWatermark1(new Watermark(7));
    tagger.tagger().processWatermark2(new Watermark(3));
    tagger.tagger().processWatermarkStatus2(WatermarkStatus.IDLE);
    assertThat(tagger.getOutput()).containsExactly(new Watermark(7));
  }
}
