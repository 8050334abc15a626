package io.clipstream.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The concepts of {@code clipstream demo --learn} were kept from the training of the checkpoint in
 * the box: they are on the held-out list that follows from the locked packages, and no table to
 * train from has them.
 */
class LearningDemoTest {
  private static final Path HOME = Path.of("..", "samples", "learn");
  private static final Path BOX_CARD = Path.of("..", "models", "box", "README.md");

  @TempDir Path folder;

  /** The names of the concepts to learn, as the labelled pictures say them. */
  private static Set<String> taught() throws IOException {
    return new TreeSet<>(column(HOME.resolve("unseen/classes.tsv"), 1));
  }

  private static List<String> column(Path table, int column) throws IOException {
    return Files.readAllLines(table).stream()
        .skip(1)
        .map(line -> line.split("\t")[column])
        .toList();
  }

  /** A concept by the name that Unicode gives its character. */
  private static Concept concept(String name) {
    String unicode = name.equals("moai") ? "moyai" : name;
    String id = Integer.toHexString(Character.codePointOf(unicode.toUpperCase(Locale.ROOT)));
    return new Concept(id, name, List.of(), "objects");
  }

  @Test
  void theTwelveConceptsAreOnTheHeldOutList() throws Exception {
    assertThat(taught()).hasSize(12).allMatch(name -> HoldOut.tested(concept(name)));
    assertThat(column(HOME.resolve("teach/captions.tsv"), 1)).containsOnlyElementsOf(taught());
  }

  @Test
  void noTableToTrainFromHasThem() throws Exception {
    List<EmojiPicture> trained = new ArrayList<>();
    List<EmojiPicture> evaluated = new ArrayList<>();
    Set<String> names = new TreeSet<>(taught());
    names.addAll(Set.of("red apple", "shrimp", "octopus", "anchor"));
    for (String name : names) {
      Concept concept =
          name.equals("red apple")
              ? new Concept("1f34e", name, List.of(), "food & drink")
              : concept(name);
      Sources.shipped().designs().forEach(design -> trained.add(new EmojiPicture(design, concept)));
      evaluated.add(new EmojiPicture(Sources.shipped().evaluated(), concept));
    }
    Map<String, Integer> rows =
        new EmojiTables(folder, Sources.shipped().designs().get(0).name(), MoreNames.NONE)
            .write(trained, evaluated);
    assertThat(new TreeSet<>(column(folder.resolve("held-out.tsv"), 1))).containsAll(taught());
    assertThat(rows.get("train-all")).isPositive();
    for (String table : List.of("train.tsv", "train-all.tsv")) {
      for (String caption : Files.readAllLines(folder.resolve(table))) {
        assertThat(taught()).noneMatch(caption::contains);
      }
    }
  }

  @Test
  void clipArtThatNamesThemIsLeftOut() throws Exception {
    ConceptNames names =
        new ConceptNames(taught().stream().map(LearningDemoTest::concept).toList());
    assertThat(taught()).allMatch(name -> names.mentionsTested("an old " + name + " in a room"));
  }

  @Test
  void whatIsReplayedAndGuardedIsNoneOfThem() throws Exception {
    ConceptNames names =
        new ConceptNames(taught().stream().map(LearningDemoTest::concept).toList());
    List<String> shown = new ArrayList<>(column(HOME.resolve("old/classes.tsv"), 1));
    try (Stream<String> lines = Files.lines(HOME.resolveSibling("captions.tsv"))) {
      lines.skip(1).forEach(shown::add);
    }
    assertThat(shown).hasSizeGreaterThan(250).noneMatch(names::mentionsTested);
  }

  @Test
  void theCheckpointsCardNamesPackagesAsTheyAreLocked() throws Exception {
    List<String> card = Files.readAllLines(BOX_CARD);
    List<LockedPackage> locked = LockedPackage.parse(LockedPackage.shippedLock());
    int named = 0;
    for (LockedPackage each : locked) {
      String version = each.spec().replaceFirst(".*[@=](\\d+:)?", "");
      // The card says "cldr-annotations-full, -derived-full" and "@iconify-json/noto, twemoji".
      String name = each.name().replaceFirst(".*/", "").replace("cldr-annotations", "");
      String inTable = "(\\| @?|.*, ?|.*/)\\Q" + name + "\\E \\d.*";
      List<String> rows = card.stream().filter(row -> row.matches(inTable)).toList();
      assertThat(rows).as(each.spec()).allMatch(row -> row.contains(version));
      named += rows.isEmpty() ? 0 : 1;
    }
    assertThat(named).isPositive();
  }
}
