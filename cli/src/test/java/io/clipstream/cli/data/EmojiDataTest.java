package io.clipstream.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmojiDataTest {
  private static Concept concept(String id, String label, String group) {
    return new Concept(id, label, List.of(), group);
  }

  @Test
  void idsDropLeadingZerosAndVariationSelectors() {
    assertThat(EmojiCatalogue.id("0023-FE0F-20E3")).isEqualTo("23-20e3");
    assertThat(EmojiCatalogue.id("1F481-200D-2640-FE0F")).isEqualTo("1f481-200d-2640");
  }

  @Test
  void theCatalogueTakesNamesGroupsAndKeywordsFromThePackages() {
    String emoji =
        """
        [{"label": "flag", "hexcode": "1F1E6", "group": 9, "order": 3},
         {"label": "red heart", "hexcode": "2764-FE0F", "group": 0, "order": 2},
         {"label": "regional", "hexcode": "1F1E7"},
         {"label": "red apple", "hexcode": "1F34E", "group": 4, "order": 1}]
        """;
    String messages =
        """
        {"groups": [{"key": "smileys-emotion", "message": "smileys", "order": 0},
          {"key": "food-drink", "message": "food & drink", "order": 4},
          {"key": "flags", "message": "flags", "order": 9}]}
        """;
    String annotations =
        """
        {"annotations": {"annotations": {
          "\u2764": {"default": ["heart"], "tts": ["red heart"]},
          "\\ud83c\\udf4e": {"default": ["apple", "fruit"]}}}}
        """;

    Map<String, Concept> concepts = EmojiCatalogue.read(emoji, messages, List.of(annotations));

    assertThat(concepts.values())
        .containsExactly(
            new Concept("1f34e", "red apple", List.of("apple", "fruit"), "food & drink"),
            new Concept("2764", "red heart", List.of("heart"), "smileys"));
  }

  @Test
  void kindsComeFromSubgroupsAndNamesFromAnnotations() {
    String emoji =
        """
        [{"label": "red apple", "hexcode": "1F34E", "subgroup": 42},
         {"label": "yen", "hexcode": "1F4B4"}]
        """;
    String messages = "{\"subgroups\": [{\"key\": \"food-fruit\", \"order\": 42}]}";
    String annotations =
        """
        {"annotations": {"annotations": {
          "\\ud83c\\udf4e": {"default": ["Apfel"], "tts": ["roter Apfel"]}}}}
        """;

    Map<String, String> kinds =
        EmojiCatalogue.kinds(emoji, messages, Map.of("food-fruit", "fruit", "drink", "drink"));
    Map<String, String> names = EmojiCatalogue.names(List.of(annotations));

    assertThat(kinds).containsExactly(Map.entry("1f34e", "fruit"));
    assertThat(names).containsExactly(Map.entry("1f34e", "roter Apfel"));
    Concept apple = concept("1f34e", "red apple", "food & drink");
    MoreNames more = MoreNames.ofKinds(Map.of("1f34e", apple), kinds).with(names);
    assertThat(more.of(apple)).containsExactly("fruit", "red apple, fruit", "roter Apfel");
    assertThat(more.of(concept("1f4b4", "yen", "objects"))).isEmpty();
  }

  @Test
  void theHoldOutFollowsFromTheIdAlone() {
    assertThat(HoldOut.tested(concept("1f98a", "fox", "animals & nature"))).isTrue();
    assertThat(HoldOut.tested(concept("1f347", "grapes", "food & drink"))).isTrue();
    assertThat(HoldOut.tested(concept("1f34e", "red apple", "food & drink"))).isFalse();
    int tested = 0;
    int validated = 0;
    for (int i = 0; i < 2000; i++) {
      Concept concept = concept(Integer.toHexString(0x1f000 + i), "x", "objects");
      tested += HoldOut.tested(concept) ? 1 : 0;
      validated += HoldOut.validated(concept) ? 1 : 0;
      assertThat(HoldOut.tested(concept) && HoldOut.validated(concept)).isFalse();
    }
    assertThat(tested).isBetween(250, 350);
    assertThat(validated).isBetween(120, 220);
  }

  @Test
  void captionColumnsHaveFixedSharesAndVaryWithTheSeed() {
    List<String> columns = CaptionColumns.of("red apple", List.of("apple", "fruit", "red"), 1);

    assertThat(columns).hasSize(13);
    assertThat(Collections.frequency(columns, "red apple")).isEqualTo(5);
    assertThat(columns.subList(5, 8))
        .allMatch(c -> c.contains("red apple"))
        .doesNotHaveDuplicates();
    assertThat(columns.subList(8, 11)).allMatch(c -> c.startsWith("red apple, "));
    assertThat(columns.subList(11, 13)).noneMatch(c -> c.contains("red apple"));
    assertThat(CaptionColumns.of("red apple", List.of("apple", "fruit", "red"), 1))
        .isEqualTo(columns);
    assertThat(CaptionColumns.of("red apple", List.of("apple", "fruit", "red"), 2))
        .isNotEqualTo(columns);
    assertThat(CaptionColumns.of("cat", List.of("Cat"), 1)).filteredOn("cat"::equals).hasSize(10);
  }

  @Test
  void namesAreFoundAsWholeWordsInEitherNumber() {
    ConceptNames names =
        new ConceptNames(
            List.of(
                concept("1f98a", "fox", "animals & nature"),
                concept("1f353", "strawberry", "food & drink"),
                concept("1f42f", "tiger face", "animals & nature"),
                concept("1f352", "cherries", "food & drink")));

    assertThat(names.named("Cherry").map(Concept::label)).contains("cherries");
    assertThat(names.named("cherry tree")).isEmpty();
    assertThat(names.mentionsTested("Two Foxes | animals")).isTrue();
    assertThat(names.mentionsTested("strawberries_01")).isTrue();
    assertThat(names.mentionsTested("firefox logo")).isFalse();
    assertThat(names.mentionsTested("cherry")).isFalse();
    assertThat(names.mentionsTested("a tiger")).isTrue();
  }

  @Test
  void iconNamesComeFromTheTableTheExceptionsOrTheLabel() {
    IconNames names = IconNames.shipped();
    IconNames.Of table = names.of("noto", "{\"1f44d-fe0f\": \"thumbs-up\"}");
    IconNames.Of older = names.of("fxemoji", "{}");

    assertThat(table.candidates(concept("1f44d", "Thumbs Up!", "people")))
        .containsExactly("thumbs-up", "thumbs-up");
    assertThat(older.candidates(concept("1f601", "beaming face", "x"))).containsExactly("grin");
    assertThat(older.candidates(concept("1f415", "dog", "animals"))).isEmpty();
    assertThat(older.candidates(concept("0", "man’s shoe", "x"))).containsExactly("mans-shoe");
  }

  @Test
  void clipArtTitlesAndKeywordsAreCleaned() {
    ClipArt art =
        read("<dc:title>moon_01</dc:title>", "Moon", "clip_art", "HASH(0x86)", "night sky");

    assertThat(art.title()).isEqualTo("moon");
    assertThat(art.keywords()).containsExactly("moon", "night sky");
    assertThat(
            ClipArt.read(
                "a.svg",
                "<svg><dc:title>untitled</dc:title></svg>".getBytes(StandardCharsets.UTF_8)))
        .isEmpty();
    assertThat(ClipArt.read("a.svg", "<svg/>".getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(new ClipArt("x/contour_elephant_02.svg", "Clipart by", List.of()).titledByFile())
        .map(ClipArt::title)
        .contains("elephant");
  }

  private static ClipArt read(String title, String... keywords) {
    StringBuilder svg = new StringBuilder("<svg>" + title + "<dc:subject><rdf:Bag>");
    for (String keyword : keywords) {
      svg.append("<rdf:li>").append(keyword).append("</rdf:li>");
    }
    svg.append("</rdf:Bag></dc:subject></svg>");
    return ClipArt.read("m.svg", svg.toString().getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }
}
