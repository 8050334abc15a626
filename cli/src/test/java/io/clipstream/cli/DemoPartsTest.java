package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.model.image.DecodeResult;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.model.testing.Eventually;
import io.clipstream.model.training.data.IndexedPairs;
import io.clipstream.model.training.data.PairSource;
import io.clipstream.model.training.data.SkipLog;
import io.clipstream.schemas.LabelSets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(60)
class DemoPartsTest {
  private static final Path SAMPLES = Path.of("..", "samples");

  @TempDir Path folder;

  @Test
  void aFolderIsSentOnceAndThenWhatIsNewOrChanged() throws Exception {
    Files.write(folder.resolve("b.png"), new byte[] {2});
    Files.createDirectories(folder.resolve("sub"));
    Files.write(folder.resolve("sub/a.png"), new byte[] {1});
    Files.write(folder.resolve(".hidden"), new byte[] {0});
    try (FolderFeed feed = new FolderFeed(folder, "mine")) {
      assertThat(feed.next().orElseThrow().id()).isEqualTo("mine/b.png");
      assertThat(feed.next().orElseThrow().id()).isEqualTo("mine/sub/a.png");
      assertThat(feed.next()).isEmpty();
      Files.write(folder.resolve("c.png"), new byte[] {3, 3});
      assertThat(awaited(feed).bytes()).containsExactly(3, 3);
      Files.write(folder.resolve("c.png"), new byte[] {4, 4, 4});
      assertThat(awaited(feed).bytes()).containsExactly(4, 4, 4);
    }
  }

  @Test
  void aFileThatIsStillGrowingIsNotTaken() throws Exception {
    try (FolderFeed feed = new FolderFeed(folder, "mine")) {
      assertThat(feed.next()).isEmpty();
      Path growing = folder.resolve("growing.png");
      for (int size = 1; size <= 4; size++) {
        Files.write(growing, new byte[size * 10]);
        Thread.sleep(550); // it looks once between two writes
        assertThat(feed.next()).isEmpty();
      }
      assertThat(awaited(feed).bytes()).hasSize(40);
    }
  }

  @Test
  void percentilesLeaveTheFirstResultOut() {
    DemoCounts counts = new DemoCounts();
    assertThat(counts.percentile(50)).isZero();
    counts.tagged(60_000);
    for (int millis = 1; millis <= 100; millis++) {
      counts.tagged(millis);
    }
    counts.rejected();
    counts.taggedUntimed();
    assertThat(counts.percentile(50)).isEqualTo(50);
    assertThat(counts.percentile(99)).isEqualTo(99);
    assertThat(counts.percentile(100)).isEqualTo(100);
    assertThat(counts.tagged()).isEqualTo(102);
    assertThat(counts.rejectedCount()).isEqualTo(1);
  }

  @Test
  void everySampleDecodesAndEveryOddOneIsRejected() throws Exception {
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    List<Path> pictures;
    try (Stream<Path> files = Files.list(SAMPLES.resolve("pictures"))) {
      pictures = files.sorted().toList();
    }
    assertThat(pictures).hasSizeGreaterThan(60);
    for (Path picture : pictures) {
      assertThat(decoder.read(picture, 64)).isInstanceOf(DecodeResult.Decoded.class);
    }
    List<PictureFeed.Sample> odd = Samples.odd(Files.readAllBytes(pictures.get(0)));
    assertThat(odd).hasSize(4);
    for (PictureFeed.Sample sample : odd) {
      assertThat(decoder.decode(sample.bytes(), 64))
          .as(sample.id())
          .isInstanceOf(DecodeResult.Rejected.class);
    }
  }

  /** A table may not name what lies outside of its folder: such rows would be passed over. */
  @Test
  void everyRowOfTheSamplesTablesIsLearntFrom() throws Exception {
    List<Path> tables;
    try (Stream<Path> files = Files.walk(SAMPLES)) {
      tables = files.filter(file -> file.endsWith("captions.tsv")).toList();
    }
    assertThat(tables).hasSizeGreaterThan(1);
    for (Path table : tables) {
      SkipLog skips = new SkipLog();
      PairSource pairs = PairSource.open(table.getParent(), skips);
      assertThat(skips.counts()).as("%s: %s", table, skips.examples()).isEmpty();
      assertThat(((IndexedPairs) pairs).size()).isEqualTo(Files.readAllLines(table).size() - 1);
    }
  }

  @Test
  void theDemoReplaysWhatTheBoxWasTaughtOfTheSamples() throws Exception {
    System.setProperty(BoxCheckpoint.HOME_PROPERTY, "..");
    try {
      List<String> sources =
          DemoTraining.settings(
                  "127.0.0.1:9092",
                  CommandLine.populateCommand(new ModelOptions(), "--device=cpu"),
                  folder,
                  DemoTraining.OF_CORRECTIONS)
              .rounds()
              .round()
              .replay()
              .sources();
      assertThat(sources).hasSize(1);
      SkipLog skips = new SkipLog();
      assertThat(((IndexedPairs) PairSource.open(Path.of(sources.get(0)), skips)).size())
          .isEqualTo(191);
    } finally {
      System.clearProperty(BoxCheckpoint.HOME_PROPERTY);
    }
  }

  @Test
  void theLabelsOfTheSamplesAreValidAndNameTheirPictures() throws Exception {
    LabelSetFile.Read read = LabelSetFile.read(SAMPLES.resolve("labels.yaml"));
    assertThat(LabelSets.validate(withRevision(read))).isEmpty();
    List<String> names = read.set().getLabels().stream().map(l -> l.getName()).toList();
    try (Stream<Path> files = Files.list(SAMPLES.resolve("pictures"))) {
      assertThat(files)
          .allMatch(
              file ->
                  names.stream()
                      .map(name -> name.replace(' ', '-'))
                      .anyMatch(file.getFileName().toString()::contains));
    }
  }

  @Test
  void settingsOfKafkaAndNamesOfTopicsAreTakenInBothSpellings() {
    assertThat(
            KafkaFlags.rewritten(
                "watch", "--kafka.a.b=c=d", "--kafka.e", "f", "--topic.tags", "x", "--json"))
        .containsExactly(
            "watch",
            "--kafka-setting=a.b=c=d",
            "--kafka-setting=e=f",
            "--topic-name=tags=x",
            "--json");
    assertThat(KafkaFlags.rewritten("job", "tagging", "--kafka.a", "b"))
        .containsExactly("job", "tagging", "--kafka.a", "b");
  }

  private static io.clipstream.schemas.LabelSet withRevision(LabelSetFile.Read read) {
    read.set().setRevision(1);
    return read.set();
  }

  private static PictureFeed.Sample awaited(FolderFeed feed) {
    return Eventually.await("a picture").until(feed::next, Optional::isPresent).get();
  }
}
