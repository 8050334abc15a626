package io.clipstream.learning.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.learning.store.PairStore;
import io.clipstream.learning.store.Split;
import io.clipstream.learning.store.StoreCompaction;
import io.clipstream.learning.store.StorePairs;
import io.clipstream.learning.store.StoredFile;
import io.clipstream.model.training.data.SkipLog;
import io.clipstream.schemas.CaptionedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.specific.SpecificDatumReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreCompactionTest {
  private static final StoreCompaction COMPACTION = new StoreCompaction(1 << 20, 3);

  @TempDir private Path root;
  private final UsedFiles used = new UsedFiles();
  private final List<CaptionedImage> pairs = ColourWorld.pairs(ColourWorld.OLD, 6, 1);
  private PairStore store;

  /** Six used files of three pairs each, and one that no round has seen. */
  @BeforeEach
  void writeFiles() {
    store = new PairStore(root);
    for (int i = 0; i < 6; i++) {
      ColourWorld.write(
          root, Split.TRAIN, "part-a-" + i + ".avro", pairs.subList(3 * i, 3 * i + 3));
      used.add("train/part-a-" + i + ".avro");
    }
    ColourWorld.write(root, Split.TRAIN, "part-b-0.avro", pairs.subList(18, 24));
  }

  private int compact() {
    return COMPACTION.run(store, Split.TRAIN, used::contains);
  }

  private List<String> files() {
    return store.files(Split.TRAIN).stream().map(StoredFile::path).toList();
  }

  private String compacted() {
    return files().stream().filter(StoreCompaction::isCompacted).findFirst().orElseThrow();
  }

  private List<CaptionedImage> records(String path) throws IOException {
    List<CaptionedImage> records = new ArrayList<>();
    try (DataFileReader<CaptionedImage> in =
        new DataFileReader<>(
            root.resolve(path).toFile(), new SpecificDatumReader<>(CaptionedImage.class))) {
      in.forEach(records::add);
    }
    return records;
  }

  private int distinct() {
    SkipLog skips = new SkipLog();
    StorePairs all =
        StorePairs.open(store, store.files(Split.TRAIN), Map.of(), new HashSet<>(), skips);
    assertThat(skips.counts()).isEmpty();
    return all.size();
  }

  @Test
  void smallUsedFilesBecomeOneThatIsUsedAndOthersStay() throws Exception {
    assertThat(compact()).isEqualTo(6);
    assertThat(files()).hasSize(2).contains("train/part-b-0.avro");
    assertThat(records(compacted())).isEqualTo(pairs.subList(0, 18));
    // A state of before any round has no note of it; its pairs are used all the same.
    for (UsedFiles state : List.of(used, new UsedFiles(), UsedFiles.parse(used.encoded()))) {
      assertThat(state.contains(compacted())).isTrue();
      assertThat(state.contains("train/part-b-0.avro")).isFalse();
    }
    assertThat(compact()).as("nothing is left to do").isZero();
  }

  @Test
  void theListOfUsedFilesIsEmptyWhenAllItsFilesWerePutTogether() {
    compact();
    used.retain(store.files(Split.TRAIN));
    assertThat(used.encoded()).isEqualTo("{}");
    RoundPlanner.Fresh fresh = new RoundPlanner(store, "m", 1).fresh(used);
    assertThat(fresh.train()).extracting(StoredFile::path).containsExactly("train/part-b-0.avro");
  }

  @Test
  void aCrashBeforeTheOldFilesAreGoneCostsNothingAndTheNextRunRemovesThem() throws Exception {
    Path kept = Files.createDirectory(root.resolve("kept"));
    for (int i = 2; i < 6; i++) {
      Files.copy(
          root.resolve("train/part-a-" + i + ".avro"), kept.resolve("part-a-" + i + ".avro"));
    }
    compact();
    for (int i = 2; i < 6; i++) {
      String name = "part-a-" + i + ".avro";
      Files.move(kept.resolve(name), root.resolve("train").resolve(name));
    }
    assertThat(distinct()).as("each pair counts once").isEqualTo(24);
    assertThat(compact()).isEqualTo(4);
    assertThat(files()).hasSize(2);
    assertThat(distinct()).isEqualTo(24);
  }

  @Test
  void aCrashBeforeTheRenameLeavesTheOldFilesAndAHiddenOneThatTheNextRunReplaces()
      throws Exception {
    compact();
    String name = Path.of(compacted()).getFileName().toString();
    Path whole = root.resolve(compacted());
    Path part = whole.resolveSibling("." + name.replace(".avro", ".part"));
    Files.move(whole, part, StandardCopyOption.ATOMIC_MOVE);
    Files.write(part, new byte[] {1, 2, 3});
    writeFiles();
    assertThat(files()).hasSize(7);
    compact();
    assertThat(files()).hasSize(2);
    assertThat(distinct()).isEqualTo(24);
    assertThat(part).doesNotExist();
  }

  @Test
  void aRecordThatStandsTwiceIsKeptOnceButTheSamePictureUnderAnotherIdIsKept() throws Exception {
    CaptionedImage twin = CaptionedImage.newBuilder(pairs.get(0)).setImageId("another").build();
    ColourWorld.write(root, Split.TRAIN, "part-a-6.avro", List.of(pairs.get(0), twin));
    used.add("train/part-a-6.avro");
    compact();
    assertThat(records(compacted())).hasSize(19).contains(twin).doesNotHaveDuplicates();
  }

  @Test
  void aDamagedFileIsLeftAsItIs() throws Exception {
    Path damaged = root.resolve("train/part-a-1.avro");
    Files.write(damaged, "this is no Avro file".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(compact()).isEqualTo(5);
    assertThat(damaged).hasContent("this is no Avro file");
    assertThat(records(compacted())).hasSize(15);
  }

  @Test
  void largeFilesAndFewSmallOnesAreNotWorthTheWork() {
    assertThat(new StoreCompaction(1 << 20, 7).run(store, Split.TRAIN, used::contains)).isZero();
    assertThat(new StoreCompaction(10, 3).run(store, Split.TRAIN, used::contains)).isZero();
    assertThat(files()).hasSize(7);
  }

  @Test
  void deletionsReachFilesThatWerePutTogetherEvenOnesLeftByACrash() throws Exception {
    Path copy = Files.copy(root.resolve("train/part-a-0.avro"), root.resolve("copy"));
    compact();
    Files.move(copy, root.resolve("train/part-a-0.avro"));
    String id = pairs.get(1).getImageId();
    assertThat(store.delete(id)).isEqualTo(2);
    assertThat(records(compacted())).hasSize(17);
    assertThat(compact()).as("it still knows what it was put together of").isEqualTo(1);
    assertThat(files()).hasSize(2);
  }
}
