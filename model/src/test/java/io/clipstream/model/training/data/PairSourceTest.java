package io.clipstream.model.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.model.ModelException;
import io.clipstream.schemas.CaptionedImage;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairSourceTest {
  @TempDir Path folder;
  private final SkipLog skips = new SkipLog();

  @Test
  void aFolderGivesEveryPairOnceInAnOrderThatFollowsFromSeedAndEpoch() throws IOException {
    PairSource source = PairSource.open(PairFiles.folder(folder, 50), skips);

    List<String> first = PairFiles.captions(source, 1, 0);

    assertThat(source).isInstanceOf(CaptionsTable.class);
    assertThat(first).hasSize(50).doesNotHaveDuplicates();
    assertThat(PairFiles.captions(source, 1, 0)).isEqualTo(first);
    assertThat(PairFiles.captions(source, 1, 1)).isNotEqualTo(first).hasSameElementsAs(first);
    assertThat(PairFiles.captions(source, 2, 0)).isNotEqualTo(first).hasSameElementsAs(first);
    assertThat(skips.counts()).isEmpty();
  }

  @Test
  void rowsWithoutPictureOrCaptionAreSkippedAndCounted() throws IOException {
    PairFiles.folder(folder, 1);
    Files.writeString(
        folder.resolve("captions.tsv"),
        "path\tcaption\n0.png\t\t good \nno.png\tmissing\n0.png\n0.png\t \t\n\0.png\tnul\n\n\tx\n");

    PairSource source = PairSource.open(folder, skips);

    assertThat(PairFiles.epoch(source, 1, 0))
        .singleElement()
        .satisfies(pair -> assertThat(pair.captions()).containsExactly("good"));
    assertThat(skips.counts())
        .isEqualTo(Map.of(SkipReason.MISSING_PICTURE, 3, SkipReason.NO_CAPTION, 1));
    assertThat(skips.examples()).anyMatch(example -> example.contains("no.png"));
  }

  @Test
  void aTableOfAnEditorOnWindowsIsReadAsOthers() throws IOException {
    PairFiles.folder(folder, 1);
    Files.writeString(folder.resolve("captions.tsv"), "\ufeffpath\tcaption\r\n0.png\tgood\r\n\r\n");

    assertThat(PairFiles.captions(PairSource.open(folder, skips), 1, 0)).containsExactly("good");

    Files.writeString(
        folder.resolve("captions.tsv"),
        "\"path\"\t\"caption\"\r\n\"0.png\"\t\"so \"\"good\"\", really\"\r\n");
    assertThat(PairFiles.captions(PairSource.open(folder, skips), 1, 0))
        .containsExactly("so \"good\", really");

    Files.writeString(folder.resolve("captions.tsv"), "path\tcaption\n", StandardCharsets.UTF_16);
    assertThatThrownBy(() -> PairSource.open(folder, skips))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("found UTF-16; save it as UTF-8");
  }

  @Test
  void picturesOutsideOfTheFolderAreNotRead(@TempDir Path elsewhere) throws IOException {
    PairFiles.folder(folder.resolve("set"), 2);
    Path set = folder.resolve("set");
    Path picture = Files.write(folder.resolve("outside.png"), PairFiles.png(7));
    Files.createDirectory(set.resolve("sub"));
    Files.createSymbolicLink(set.resolve("link.png"), picture);
    Files.createSymbolicLink(set.resolve("up"), folder);
    Files.createSymbolicLink(set.resolve("in.png"), set.resolve("1.png"));
    Files.writeString(
        set.resolve("captions.tsv"),
        String.join(
            "\n",
            "path\tcaption",
            "../outside.png\tabove",
            picture + "\tabsolute",
            "link.png\tlinked",
            "up/outside.png\tby a linked folder",
            "sub/../../outside.png\tround",
            "sub/../0.png\tinside",
            "in.png\tlinked inside",
            "up/set/1.png\tback inside"));

    PairSource source = PairSource.open(set, skips);

    assertThat(PairFiles.captions(source, 1, 0))
        .containsExactlyInAnyOrder("inside", "linked inside", "back inside");
    assertThat(skips.counts()).isEqualTo(Map.of(SkipReason.OUTSIDE, 5));

    Path link = Files.createSymbolicLink(elsewhere.resolve("set"), set);
    assertThat(PairFiles.captions(PairSource.open(link, new SkipLog()), 1, 0)).hasSize(3);
    Files.delete(link);
  }

  @Test
  void oneOfSeveralTablesBesideTheirPicturesIsNamedByItself() throws IOException {
    PairFiles.folder(folder.resolve("pictures"), 3);
    Path some = folder.resolve("some.tsv");
    Files.writeString(some, "path\tcaption\npictures/1.png\tone\npictures/2.png\ttwo\n");
    Files.writeString(folder.resolve("other.tsv"), "path\tcaption\npictures/0.png\tzero\n");

    PairSource source = PairSource.open(some, skips);

    assertThat(source.name()).isEqualTo(some.toString());
    assertThat(PairFiles.captions(source, 1, 0)).containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void aTableWithoutHeaderOrUsableRowIsRefused() throws IOException {
    Files.writeString(folder.resolve("captions.tsv"), "0.png\ta caption\n");
    assertThatThrownBy(() -> PairSource.open(folder, skips))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("expected a header");

    Files.writeString(folder.resolve("captions.tsv"), "path\tcaption\nno.png\ta caption\n");
    assertThatThrownBy(() -> PairSource.open(folder, skips))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("no row names a picture");
  }

  @Test
  void whatIsNoDataSetIsRefusedByName() {
    assertThatThrownBy(() -> PairSource.open(folder.resolve("none"), skips))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("none does not exist");
    assertThatThrownBy(() -> PairSource.open(folder, skips))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("holds no training pairs");
  }

  @Test
  void avroFilesAreShuffledThroughABuffer() throws IOException {
    for (int file = 0; file < 3; file++) {
      List<CaptionedImage> records = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        records.add(PairFiles.record("id" + file + i, PairFiles.png(i), "caption " + file + i));
      }
      PairFiles.avro(folder.resolve("part-" + file + ".avro"), records);
    }
    PairSource source = PairSource.open(folder, 8, skips);

    List<String> first = PairFiles.captions(source, 5, 0);

    assertThat(first).hasSize(60).doesNotHaveDuplicates();
    assertThat(PairFiles.captions(source, 5, 0)).isEqualTo(first);
    assertThat(PairFiles.captions(source, 5, 1)).isNotEqualTo(first).hasSameElementsAs(first);
  }

  @Test
  void aRetractionTakesBackWhatComesBeforeItAndNothingAfter() throws IOException {
    byte[] png = PairFiles.png(1);
    PairFiles.avro(
        folder.resolve("1.avro"),
        List.of(
            PairFiles.record("a", png, "a, wrong"),
            PairFiles.record("b", png, "b"),
            PairFiles.record("c", null, "without picture"),
            PairFiles.record("d", png, " ")));
    PairFiles.avro(
        folder.resolve("2.avro"),
        List.of(PairFiles.retraction("a"), PairFiles.record("a", png, "a, corrected")));

    PairSource source = PairSource.open(folder, skips);

    assertThat(PairFiles.captions(source, 1, 0)).containsExactlyInAnyOrder("b", "a, corrected");
    assertThat(skips.counts())
        .isEqualTo(
            Map.of(SkipReason.RETRACTED, 1, SkipReason.NO_PICTURE, 1, SkipReason.NO_CAPTION, 1));
  }

  @Test
  void theRestOfADamagedAvroFileIsSkippedAndTheNextFileIsRead() throws IOException {
    List<CaptionedImage> records = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      records.add(PairFiles.record("id" + i, PairFiles.png(i), "caption " + i));
    }
    PairFiles.avro(folder.resolve("1.avro"), records);
    byte[] whole = Files.readAllBytes(folder.resolve("1.avro"));
    Files.write(folder.resolve("1.avro"), Arrays.copyOf(whole, whole.length * 2 / 3));
    Files.writeString(folder.resolve("2.avro"), "no Avro at all");
    PairFiles.avro(folder.resolve("3.avro"), List.of(PairFiles.record("z", PairFiles.png(0), "z")));

    PairSource source = PairSource.open(folder, skips);

    List<String> captions = PairFiles.captions(source, 1, 0);
    assertThat(captions).contains("z", "caption 0").hasSizeBetween(5, 15);
    assertThat(skips.counts()).isEqualTo(Map.of(SkipReason.DAMAGED_FILE, 2));
  }

  @Test
  void tarsGiveSamplesWithTextOrJson() throws IOException {
    byte[] png = PairFiles.png(1);
    PairFiles.tar(
        folder.resolve("0.tar"),
        "x/a.png",
        png,
        "x/a.txt",
        "from text\n",
        "x/b.json",
        "{\"caption\": \"from json\", \"width\": 3}",
        "x/b.PNG",
        png,
        "x/c.png",
        png,
        "x/c.json",
        "{\"captions\": [\"one\", \"two\"]}",
        "x/c.cls",
        "7");
    PairFiles.tar(
        folder.resolve("1.tar"),
        "d.txt",
        "no picture",
        "e.png",
        png,
        "f.png",
        png,
        "f.json",
        "{damaged",
        "g.h.png",
        png,
        "g.txt",
        "dot in the field");

    PairSource source = PairSource.open(folder, skips);

    List<Pair> pairs = PairFiles.epoch(source, 1, 0);
    assertThat(pairs.stream().map(Pair::captions))
        .containsExactlyInAnyOrder(
            List.of("from text"), List.of("from json"), List.of("one", "two"));
    for (Pair pair : pairs) {
      assertThat(pair.image().read()).isEqualTo(png);
    }
    assertThat(skips.counts())
        .isEqualTo(Map.of(SkipReason.NO_PICTURE, 2, SkipReason.NO_CAPTION, 2));
    assertThat(skips.line()).contains("g.h.png has the field 'h.png'");
  }

  @Test
  void aTarThatEndsEarlyOrPromisesTooMuchLosesOnlyItsRest() throws IOException {
    byte[] png = PairFiles.png(1);
    PairFiles.tar(folder.resolve("0.tar"), "a.png", png, "a.txt", "a", "b.png", png, "b.txt", "b");
    byte[] whole = Files.readAllBytes(folder.resolve("0.tar"));
    Files.write(folder.resolve("0.tar"), Arrays.copyOf(whole, 512 + 1024 + 512 + 512 + 512 + 10));
    byte[] huge = whole.clone();
    // The size field of the first header, in octal, and its checksum made to fit.
    System.arraycopy("77777777777".getBytes(StandardCharsets.US_ASCII), 0, huge, 124, 11);
    fixChecksum(huge);
    Files.write(folder.resolve("1.tar"), huge);
    PairFiles.tar(folder.resolve("2.tar"), "z.png", png, "z.txt", "z");

    PairSource source = PairSource.open(folder, skips);

    assertThat(PairFiles.captions(source, 1, 0)).containsExactlyInAnyOrder("a", "z");
    assertThat(skips.counts()).containsKey(SkipReason.DAMAGED_FILE);
  }

  @Test
  void samplesWhoseFilesLieApartInATarAreNamedAsThat() throws IOException {
    byte[] png = PairFiles.png(1);
    PairFiles.tar(folder.resolve("0.tar"), "a.png", png, "b.png", png, "b.txt", "b", "a.txt", "a");
    PairSource source = PairSource.open(folder, skips);
    assertThat(PairFiles.captions(source, 1, 0)).containsExactly("b");
    assertThat(skips.counts()).containsEntry(SkipReason.APART, 1);
    assertThat(skips.line())
        .contains("1 samples lie apart in their tar (make it with --sort=name)");
  }

  private static void fixChecksum(byte[] tar) {
    Arrays.fill(tar, 148, 156, (byte) ' ');
    int sum = 0;
    for (int i = 0; i < 512; i++) {
      sum += tar[i] & 0xff;
    }
    byte[] octal = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(octal, 0, tar, 148, 8);
  }

  @Test
  void joinedSourcesGiveThePairsOfAll() throws IOException {
    PairSource one = PairSource.open(PairFiles.folder(folder.resolve("one"), 10), skips);
    PairSource two = PairSource.open(PairFiles.folder(folder.resolve("two"), 15), skips);
    PairFiles.tar(folder.resolve("t.tar"), "t.png", PairFiles.png(9), "t.txt", "of the tar");
    PairSource tar = PairSource.open(folder.resolve("t.tar"), skips);

    PairSource indexed = PairSource.join(List.of(one, two));
    PairSource mixed = PairSource.join(List.of(one, tar, two));

    assertThat(indexed).isInstanceOf(IndexedPairs.class);
    assertThat(PairFiles.epoch(indexed, 1, 0).stream().map(Pair::id))
        .hasSize(25)
        .doesNotHaveDuplicates();
    assertThat(PairFiles.captions(mixed, 1, 0)).hasSize(26).contains("of the tar");
    assertThat(PairFiles.captions(mixed, 1, 0)).isEqualTo(PairFiles.captions(mixed, 1, 0));
  }
}
