package io.clipstream.learning.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.learning.store.ContentHash;
import io.clipstream.learning.store.PairStore;
import io.clipstream.learning.store.Split;
import io.clipstream.learning.store.StorePairs;
import io.clipstream.learning.store.StoredFile;
import io.clipstream.model.training.data.Pair;
import io.clipstream.model.training.data.PairStream;
import io.clipstream.model.training.data.SkipLog;
import io.clipstream.model.training.data.SkipReason;
import io.clipstream.schemas.CaptionedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairStoreTest {
  @TempDir private Path root;

  private StorePairs open(PairStore store, SkipLog skips) {
    return StorePairs.open(
        store, store.files(Split.TRAIN), store.retractions(skips), new HashSet<>(), skips);
  }

  private static List<String> ids(PairStream stream) throws IOException {
    List<String> ids = new ArrayList<>();
    try (stream) {
      for (Optional<Pair> p = stream.next(); p.isPresent(); p = stream.next()) {
        ids.add(p.get().id());
      }
    }
    return ids;
  }

  @Test
  void aPairThatStandsInTwoFilesIsReadOnce() throws Exception {
    List<CaptionedImage> pairs = ColourWorld.pairs(ColourWorld.OLD, 3, 1);
    ColourWorld.write(root, Split.TRAIN, "part-a-0.avro", pairs);
    ColourWorld.write(root, Split.TRAIN, "part-b-0.avro", pairs.subList(4, 12));
    StorePairs read = open(new PairStore(root), new SkipLog());
    assertThat(read.size()).isEqualTo(12);
    assertThat(ids(read.stream(1, 0))).hasSize(12).doesNotHaveDuplicates();
    assertThat(ids(read.stream(1, 0))).isEqualTo(ids(read.stream(1, 0)));
    assertThat(ids(read.stream(1, 0))).isNotEqualTo(ids(read.stream(1, 1)));
  }

  @Test
  void aRetractionTakesBackWhatWasCaptionedUntilThenInWhateverFile() {
    List<CaptionedImage> pairs = ColourWorld.pairs(ColourWorld.OLD, 3, 1);
    CaptionedImage later =
        CaptionedImage.newBuilder(ColourWorld.pair("1-0", ColourWorld.picture(1, 99), "again"))
            .setCaptionedAt(Instant.ofEpochSecond(50))
            .build();
    ColourWorld.write(root, Split.TRAIN, "part-z-0.avro", pairs);
    ColourWorld.write(root, Split.TRAIN, "part-a-0.avro", List.of(later));
    ColourWorld.write(
        root,
        Split.RETRACTIONS,
        "part-m-0.avro",
        List.of(ColourWorld.retraction("1-0", Instant.ofEpochSecond(10))));
    SkipLog skips = new SkipLog();
    assertThat(open(new PairStore(root), skips).size()).isEqualTo(12);
    assertThat(skips.counts()).containsExactly(Map.entry(SkipReason.RETRACTED, 1));
  }

  @Test
  void deletingRewritesTheFilesSoThatTheBytesAreGone() throws Exception {
    List<CaptionedImage> pairs = ColourWorld.pairs(ColourWorld.OLD, 3, 1);
    ColourWorld.write(root, Split.TRAIN, "part-a-0.avro", pairs);
    ColourWorld.write(root, Split.HELD_OUT, "part-b-0.avro", pairs.subList(0, 2));
    PairStore store = new PairStore(root);
    assertThat(store.delete("1-1")).isEqualTo(2);
    assertThat(store.delete("1-1")).isZero();
    assertThat(store.count(store.files(Split.TRAIN).get(0))).isEqualTo(11);
    byte[] image = pairs.get(1).getImage().array();
    String bytes = Files.readString(root.resolve("train/part-a-0.avro"), ISO);
    assertThat(bytes).doesNotContain(new String(image, ISO));
    assertThat(root.resolve("train")).isDirectoryNotContaining("glob:**.rewrite");
  }

  private static final java.nio.charset.Charset ISO = java.nio.charset.StandardCharsets.ISO_8859_1;

  @Test
  void damagedAndEmptyFilesCostTheirOwnPairsOnly() throws Exception {
    List<CaptionedImage> pairs = ColourWorld.pairs(ColourWorld.OLD, 3, 1);
    ColourWorld.write(root, Split.TRAIN, "part-a-0.avro", pairs);
    Path whole = root.resolve("train/part-a-0.avro");
    byte[] bytes = Files.readAllBytes(whole);
    Files.write(root.resolve("train/part-a-1.avro"), new byte[0]);
    Files.write(root.resolve("train/part-a-2.avro"), java.util.Arrays.copyOf(bytes, 100));
    Files.write(root.resolve("train/.part-a-3.avro.inprogress"), bytes);
    SkipLog skips = new SkipLog();
    assertThat(open(new PairStore(root), skips).size()).isEqualTo(12);
    assertThat(skips.counts()).containsExactly(Map.entry(SkipReason.DAMAGED_FILE, 2));
  }

  @Test
  void aSampleFollowsFromItsSeed() throws Exception {
    ColourWorld.write(
        root, Split.TRAIN, "part-a-0.avro", ColourWorld.pairs(ColourWorld.OLD, 10, 1));
    StorePairs all = open(new PairStore(root), new SkipLog());
    List<String> sample = ids(all.sample(7, 3).inOrder());
    assertThat(sample).hasSize(7).isEqualTo(ids(all.sample(7, 3).inOrder()));
    assertThat(ids(all.sample(7, 4).inOrder())).isNotEqualTo(sample);
    assertThat(all.sample(100, 3).size()).isEqualTo(40);
  }

  @Test
  void pairsThatOnlyRepeatUsedOnesAreNotNew() {
    List<CaptionedImage> pairs = ColourWorld.pairs(ColourWorld.OLD, 3, 1);
    ColourWorld.write(root, Split.TRAIN, "part-a-0.avro", pairs);
    ColourWorld.write(root, Split.TRAIN, "part-b-0.avro", pairs.subList(0, 6));
    UsedFiles used = new UsedFiles();
    used.add("train/part-a-0.avro");
    RoundPlanner planner = new RoundPlanner(new PairStore(root), "m", 1);
    List<StoredFile> fresh = planner.fresh(used).train();
    assertThat(fresh).extracting(StoredFile::path).containsExactly("train/part-b-0.avro");
    assertThat(planner.count(fresh, new HashMap<>())).isEqualTo(6);
    assertThat(planner.newPairs(fresh, used)).isZero();
  }

  @Test
  void aPictureIsHeldOutByItsContentAboutAsOftenAsAsked() {
    int heldOut = 0;
    for (int i = 0; i < 2000; i++) {
      String hash = ContentHash.ofPair("x" + i, List.of("a", "b"));
      assertThat(Split.of(hash, 0.1)).isEqualTo(Split.of(hash, 0.1));
      heldOut += Split.of(hash, 0.1) == Split.HELD_OUT ? 1 : 0;
    }
    assertThat(heldOut).isBetween(150, 250);
  }

  @Test
  void aManifestSurvivesItsText() {
    ColourWorld.write(root, Split.TRAIN, "part-a-0.avro", ColourWorld.pairs(ColourWorld.OLD, 3, 1));
    RoundPlanner planner = new RoundPlanner(new PairStore(root), "m", 1);
    UsedFiles none = new UsedFiles();
    RoundManifest manifest = planner.plan(planner.fresh(none), none, "p", "/p", "", "because");
    assertThat(RoundManifest.parse(manifest.encoded())).isEqualTo(manifest);
    assertThat(manifest.roundId()).startsWith("m-").hasSize(14);
    assertThat(planner.plan(planner.fresh(none), none, "q", "/p", "", "because").roundId())
        .isNotEqualTo(manifest.roundId());
  }
}
