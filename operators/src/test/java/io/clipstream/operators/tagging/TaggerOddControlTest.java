package io.clipstream.operators.tagging;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.control.RawRecord;
import io.clipstream.operators.testing.Checkpoints;
import io.clipstream.operators.testing.LogReader;
import io.clipstream.operators.testing.Records;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.LabelSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Announcements and label sets that hold anything: none of them ends the job. */
class TaggerOddControlTest {
  private static final String LONG = "x".repeat(300_000);
  private static final List<String> ODD =
      List.of(
          "x",
          "/b://c",
          "://",
          "file:",
          "file:x",
          "file:///%00",
          "file:///a/%2e%2e/b",
          "s3://",
          "s3:///",
          "no-such-fs://a/b",
          "http://[::1",
          "http://[" + ":".repeat(9_000) + "]/a",
          "file://" + "a.".repeat(9_000) + "/x",
          "\u0000",
          "\ud800",
          "file:///" + LONG,
          "/".repeat(9_000),
          "%",
          "a b://c",
          "FILE:///tmp",
          "jar:file:/a!/b",
          "{}",
          LONG);

  @TempDir Path dir;

  @Test
  void noAnnouncementEndsTheJob() throws Exception {
    CheckpointEvent good = Checkpoints.write(dir.resolve("a"), 1, 16);
    TaggerHarness tagger = started("odd-checkpoints", good);
    long offset = 0;
    for (String odd : ODD) {
      CheckpointEvent event = Checkpoints.copy(good);
      event.setCheckpointId("id " + odd);
      event.setUri(odd);
      tagger.control(Records.announced(++offset, event));
      CheckpointEvent other = Checkpoints.copy(good);
      other.setSha256(odd);
      tagger.control(Records.announced(++offset, other));
      CheckpointEvent wide = Checkpoints.copy(good);
      wide.setEmbeddingDimension(Integer.MAX_VALUE);
      wide.setEmbeddingSpaceId(odd);
      tagger.control(Records.announced(++offset, wide));
      assertTags(tagger, (int) offset);
    }
    tagger.close();
  }

  @Test
  void noLabelSetEndsTheJob() throws Exception {
    TaggerHarness tagger = started("odd-sets", Checkpoints.write(dir.resolve("a"), 1, 16));
    long offset = 0;
    for (String odd : ODD) {
      List<LabelSet> sets = new ArrayList<>();
      sets.add(Records.set("s", offset + 1, odd, odd));
      sets.add(Records.set(odd, offset + 1, "a"));
      LabelSet set = Records.set("s", offset + 1, "a", "b");
      set.setTemplates(List.of(odd + "{}"));
      sets.add(set);
      LabelSet parents = Records.set("s", offset + 1, "a", "b");
      parents.setLabels(List.of(Records.label("a", odd), Records.label(odd, "a")));
      sets.add(parents);
      LabelSet prompts = Records.set("s", offset + 1, "a");
      prompts.getLabels().get(0).setPrompts(Collections.nCopies(300, odd));
      sets.add(prompts);
      for (LabelSet each : sets) {
        tagger.control(Records.published(++offset, each));
      }
      assertTags(tagger, (int) offset);
    }
    tagger.close();
  }

  @Test
  void aChainOfFiftyThousandParentsEndsNothing() throws Exception {
    TaggerHarness tagger = started("long-chain", Checkpoints.write(dir.resolve("a"), 1, 16));
    LabelSet chain = Records.set("chain", 1, "a");
    chain.setLabels(
        java.util.stream.IntStream.range(0, 50_000)
            .mapToObj(i -> Records.label("l" + i, i == 0 ? null : "l" + (i - 1)))
            .toList());
    tagger.control(Records.published(1, chain));
    assertThat(tagger.letters()).hasSize(1);
    assertTags(tagger, 1);
    tagger.close();
  }

  private TaggerHarness started(String name, CheckpointEvent checkpoint) throws Exception {
    TaggerSettings settings =
        new TaggerSettingsBuilder(name, "shop")
            .device("cpu")
            .allowedPrefixes(List.of(dir.toString()))
            .retryBackoff(Duration.ofMillis(1))
            .build();
    return TaggerHarness.started(
        settings,
        LogReader.of(
            name,
            Records.published(0, Records.set("default", 1, "cat", "dog")),
            Records.announced(0, checkpoint)));
  }

  private static void assertTags(TaggerHarness tagger, int number) throws Exception {
    int before = tagger.tags().size();
    RawRecord image = Records.image(number);
    tagger.image(image).flush();
    assertThat(tagger.tags()).hasSize(before + 1);
  }
}
