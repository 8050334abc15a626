package io.clipstream.model.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.model.ModelException;
import io.clipstream.model.image.DecodeResult;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.ImageLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BatchLoaderTest {
  private static final Function<byte[], DecodeResult> DECODER =
      new ImageDecoder(ImageLimits.DEFAULT)::decode;

  @TempDir Path folder;
  private final SkipLog skips = new SkipLog();

  private static LoaderSettings settings() {
    return LoaderSettings.of(8, 6, 42).withAugmentation(Augmentation.SMALL_SET).withThreads(2);
  }

  private List<Batch> batches(PairSource source, LoaderSettings settings, DataPosition from, int n)
      throws InterruptedException {
    List<Batch> batches = new ArrayList<>();
    try (BatchLoader loader = new BatchLoader(source, settings, DECODER, skips, from)) {
      for (int i = 0; i < n; i++) {
        batches.add(loader.next());
      }
    }
    return batches;
  }

  private static void assertSame(List<Batch> found, List<Batch> expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i).captions()).isEqualTo(expected.get(i).captions());
      assertThat(found.get(i).pixels()).isEqualTo(expected.get(i).pixels());
      assertThat(found.get(i).after()).isEqualTo(expected.get(i).after());
      assertThat(found.get(i).step()).isEqualTo(expected.get(i).step());
    }
  }

  @Test
  void batchesDoNotDependOnThreadsOrCache() throws Exception {
    PairSource source = PairSource.open(PairFiles.folder(folder, 30), skips);

    List<Batch> one = batches(source, settings().withThreads(1), DataPosition.START, 12);

    assertSame(batches(source, settings().withThreads(5), DataPosition.START, 12), one);
    assertSame(batches(source, settings().withCacheBytes(5_000), DataPosition.START, 12), one);
    assertThat(one.get(0).pixels()).hasSize(8 * 3 * 6 * 6);
    assertThat(one.get(11).epoch()).isEqualTo(3);
  }

  @Test
  void anEpochShowsEveryPairOnceAndTheNextOneVariesIt() throws Exception {
    PairSource source = PairSource.open(PairFiles.folder(folder, 16), skips);

    List<Batch> two = batches(source, settings(), DataPosition.START, 4);

    for (int epoch = 0; epoch < 2; epoch++) {
      List<String> numbers = new ArrayList<>();
      two.subList(2 * epoch, 2 * epoch + 2).forEach(b -> numbers.addAll(b.captions()));
      assertThat(numbers.stream().map(c -> c.replaceAll("\\D", "")).distinct()).hasSize(16);
    }
    assertThat(two.get(0).pixels()).isNotEqualTo(two.get(2).pixels());
    assertThat(two.get(0).captions()).isNotEqualTo(two.get(2).captions());
  }

  @Test
  void bothCaptionsOfAPairAreDrawnInTheLongRun() throws Exception {
    PairSource source = PairSource.open(PairFiles.folder(folder, 8), skips);

    List<Batch> many = batches(source, settings(), DataPosition.START, 100);

    long first =
        many.stream().flatMap(b -> b.captions().stream()).filter(c -> c.startsWith("pic")).count();
    assertThat(first).isBetween(330L, 470L);
  }

  @Test
  void aFolderGoesOnFromAnyBatchBitForBit() throws Exception {
    PairSource source = PairSource.open(repetitive(20), skips);
    LoaderSettings settings = settings().withDistinct(true);
    List<Batch> straight = batches(source, settings, DataPosition.START, 12);

    for (int cut = 0; cut < 12; cut++) {
      DataPosition after = DataPosition.parse(straight.get(cut).after().encoded());
      assertSame(batches(source, settings, after, 11 - cut), straight.subList(cut + 1, 12));
    }
    assertThat(straight).anyMatch(batch -> !batch.after().deferred().isEmpty());
  }

  @Test
  void aShuffledStreamGoesOnFromAnyBatchBitForBit() throws Exception {
    for (int shard = 0; shard < 3; shard++) {
      List<Object> files = new ArrayList<>();
      for (int i = 0; i < 11; i++) {
        files.addAll(List.of(i + ".png", PairFiles.png(shard * 11 + i), i + ".txt", "c" + i % 6));
      }
      PairFiles.tar(folder.resolve(shard + ".tar"), files.toArray());
    }
    PairSource source = PairSource.open(folder, 7, skips);
    LoaderSettings settings = settings().withDistinct(true);
    List<Batch> straight = batches(source, settings, DataPosition.START, 9);

    for (int cut = 0; cut < 9; cut += 2) {
      assertSame(
          batches(source, settings, straight.get(cut).after(), 8 - cut),
          straight.subList(cut + 1, 9));
    }
  }

  /** Every subject is on four pictures, which have a caption of their own as well. */
  private Path repetitive(int count) throws IOException {
    PairFiles.folder(folder, count);
    StringBuilder rows = new StringBuilder("path\tcaption\n");
    for (int i = 0; i < count; i++) {
      String subject = "subject " + i / 4;
      rows.append("%d.png\t%s\t%s, picture %d%n".formatted(i, subject, subject, i));
    }
    Files.writeString(folder.resolve("captions.tsv"), rows);
    return folder;
  }

  @Test
  void distinctBatchesRepeatNoSubjectWhereThereAreEnough() throws Exception {
    PairSource source = PairSource.open(repetitive(80), skips);

    List<Batch> epoch = batches(source, settings().withDistinct(true), DataPosition.START, 10);
    List<Batch> asTheyCome = batches(source, settings(), DataPosition.START, 10);

    assertThat(repetitions(epoch)).isLessThan(10).isLessThan(repetitions(asTheyCome) / 2);
    assertThat(epoch.get(9).epoch()).isZero();
  }

  private static int repetitions(List<Batch> batches) {
    return batches.stream().mapToInt(b -> b.size() - subjects(b).size()).sum();
  }

  private static Set<String> subjects(Batch batch) {
    return batch.captions().stream().map(c -> c.split(",")[0]).collect(Collectors.toSet());
  }

  @Test
  void aSetOfFewCaptionsStillFillsDistinctBatches() throws Exception {
    PairFiles.folder(folder, 9);
    StringBuilder rows = new StringBuilder("path\tcaption\n");
    for (int i = 0; i < 9; i++) {
      rows.append(i).append(".png\talways the same\n");
    }
    Files.writeString(folder.resolve("captions.tsv"), rows);
    PairSource source = PairSource.open(folder, skips);

    List<Batch> three = batches(source, settings().withDistinct(true), DataPosition.START, 3);

    assertThat(three).allMatch(batch -> batch.size() == 8);
    assertThat(three.get(2).epoch()).isEqualTo(2);
  }

  @Test
  void unreadablePicturesAreSkippedAndCountedOnce() throws Exception {
    PairFiles.folder(folder, 20);
    Files.writeString(folder.resolve("3.png"), "no picture");
    Files.write(folder.resolve("4.png"), new byte[0]);
    Files.delete(folder.resolve("5.png"));
    PairSource source = PairSource.open(folder, skips);
    Files.delete(folder.resolve("6.png"));

    List<Batch> batches = new ArrayList<>();
    LoaderStatistics statistics;
    try (BatchLoader loader =
        new BatchLoader(source, settings(), DECODER, skips, DataPosition.START)) {
      for (int i = 0; i < 10; i++) {
        batches.add(loader.next());
      }
      statistics = loader.statistics();
    }

    assertThat(batches.stream().flatMap(b -> b.captions().stream()))
        .noneMatch(caption -> caption.matches(".* [3456]"));
    assertThat(statistics.skipped())
        .isEqualTo(Map.of(SkipReason.UNREADABLE_PICTURE, 3, SkipReason.MISSING_PICTURE, 1));
    assertThat(statistics.skippedLine())
        .contains("3 pictures are unreadable", "1 pictures are missing", "5.png");
    assertThat(statistics.pairs()).isEqualTo(80);
    assertThat(statistics.waitingShare()).isBetween(0.0, 1.0);
  }

  @Test
  void anEpochSmallerThanABatchIsAnErrorThatSaysSo() throws Exception {
    PairFiles.folder(folder, 10);
    for (int i = 0; i < 4; i++) {
      Files.writeString(folder.resolve(i + ".png"), "no picture");
    }
    PairSource source = PairSource.open(folder, skips);

    try (BatchLoader loader =
        new BatchLoader(source, settings(), DECODER, skips, DataPosition.START)) {
      assertThatThrownBy(loader::next)
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("6 usable pairs, fewer than the batch size 8")
          .hasMessageContaining("0.png".substring(1));
      assertThatThrownBy(loader::next).isInstanceOf(ModelException.class);
    }
  }

  @Test
  void aDecoderThatThrowsStopsTheConsumerInsteadOfLettingItWait() throws Exception {
    PairSource source = PairSource.open(PairFiles.folder(folder, 10), skips);
    Function<byte[], DecodeResult> broken =
        bytes -> {
          throw new IllegalStateException("out of order");
        };

    try (BatchLoader loader =
        new BatchLoader(source, settings(), broken, skips, DataPosition.START)) {
      assertThatThrownBy(loader::next)
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("out of order");
    }
  }

  @Test
  void closingEndsTheThreads() throws Exception {
    PairSource source = PairSource.open(PairFiles.folder(folder, 10), skips);
    BatchLoader loader = new BatchLoader(source, settings(), DECODER, skips, DataPosition.START);
    loader.next();

    loader.close();

    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("clipstream-batches"));
  }

  @Test
  void positionsAndSettingsThatMakeNoSenseAreRefused() {
    assertThat(DataPosition.parse("3:1:20:4,17"))
        .isEqualTo(new DataPosition(3, 1, 20, List.of(4L, 17L)));
    for (String wrong : List.of("", "1:2", "a:b:c:d", "1:-2:3:", "1:2:3:x")) {
      assertThatThrownBy(() -> DataPosition.parse(wrong)).isInstanceOf(ModelException.class);
    }
    assertThatThrownBy(() -> LoaderSettings.of(0, 32, 1)).hasMessageContaining("batch size is 0");
    assertThatThrownBy(() -> LoaderSettings.of(32_768, 224, 1)).hasMessageContaining("2 GiB");
  }
}
