package io.clipstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelSetsTest {
  @Test
  void theSampleIsFine() {
    assertThat(LabelSets.validate(Samples.labelSet())).isEmpty();
  }

  @Test
  void aThresholdOutOfRangeIsNamed() {
    assertThat(LabelSets.validate(set("nsfw", label("blood", 1.7f))))
        .containsExactly(
            "label set 'nsfw' revision 7: threshold of label 'blood' is 1.7, expected 0 to 1");
    assertThat(LabelSets.validate(set("nsfw", label("blood", Float.NaN)))).hasSize(1);
    assertThat(LabelSets.validate(set("nsfw", label("blood", -0.1f)))).hasSize(1);
    assertThat(LabelSets.validate(set("nsfw", label("a", 0f), label("b", 1f)))).isEmpty();
  }

  @Test
  void theRevisionStartsAtOne() {
    assertOne(s -> s.setRevision(0), "revision is 0, expected 1 or more");
    LabelSet negative = Samples.labelSet();
    negative.setRevision(Long.MIN_VALUE);
    assertThat(LabelSets.validate(negative)).hasSize(1);
  }

  @Test
  void namesAreThereShortAndPlain() {
    assertThat(LabelSets.validate(set(" ", label("a"))))
        .containsExactly("label set ' ' revision 7: the id is empty, expected 1 to 200 characters");
    assertThat(problems(label("")))
        .containsExactly(
            "label set 'animals' revision 7: a label's name is empty, expected 1 to 200 characters");
    assertThat(problems(label("x".repeat(201)))).first().asString().contains("has 201 characters");
    assertThat(problems(label(" cat"))).first().asString().contains("has space around it");
    assertThat(problems(label("c\nat")))
        .containsExactly(
            "label set 'animals' revision 7: a label's name 'c\\u000aat' holds control characters,"
                + " expected none");
  }

  @Test
  void namesDoNotTurnTheDirectionOfText() {
    for (String name :
        List.of("a\u202eb", "\u202aa", "a\u2066", "a\u200eb", "a\u200fb", "a\u061cb", "a\u2069b")) {
      assertThat(problems(label(name)))
          .singleElement()
          .asString()
          .contains("characters that turn the direction of text")
          .doesNotContain(name);
      assertThat(LabelSets.validate(set(name, label("a")))).first().asString().contains("the id");
    }
    for (String name : List.of("a\u2028b", "a\u2029b", "a\ufeffb", "a\ud800b")) {
      assertThat(problems(label(name))).singleElement().asString().contains("line breaks or half");
    }
    for (String name :
        List.of("سلام دنیا", "می\u200cخواهم", "\ud83d\udc69\u200d\ud83d\ude80", "שלום")) {
      assertThat(problems(label(name))).isEmpty();
    }
  }

  @Test
  void aLabelIsThereOnce() {
    assertThat(problems(label("cat"), label("dog"), label("cat")))
        .containsExactly(
            "label set 'animals' revision 7: label 'cat' is there twice, expected once");
  }

  @Test
  void thereIsALabelAndThereAreNotTooMany() {
    assertOne(s -> s.setLabels(List.of()), "it has 0 labels, expected 1 to 50000");
    List<Label> many = Collections.nCopies(LabelSets.MAX_LABELS + 1, label("cat"));
    assertOne(s -> s.setLabels(many), "it has 50001 labels, expected 1 to 50000");
  }

  @Test
  void aParentIsALabelOfTheSet() {
    assertThat(problems(child("cat", "animal")))
        .containsExactly(
            "label set 'animals' revision 7: parent of label 'cat' is 'animal', expected the name of"
                + " a label of the set");
  }

  @Test
  void parentsDoNotGoInCircles() {
    String circle = " go round in a circle, expected an end";
    assertThat(problems(child("a", "a")))
        .containsExactly("label set 'animals' revision 7: parents of label 'a'" + circle);
    assertThat(problems(child("x", "a"), child("a", "b"), child("b", "c"), child("c", "a")))
        .containsExactly("label set 'animals' revision 7: parents of label 'a'" + circle);
  }

  @Test
  void aTemplateHasOnePlaceForThePhrase() {
    assertOne(
        s -> s.setTemplates(List.of("a photo")),
        "template 'a photo' has no {}, expected one for the phrase");
    assertOne(
        s -> s.setTemplates(List.of("{} {}")), "template '{} {}' has several {}, expected one");
    assertOne(
        s -> s.setTemplates(List.of("{}", "{}")), "template '{}' is there twice, expected once");
  }

  @Test
  void textsAreThereAndNotEndless() {
    Label empty = new Label("cat", List.of("cat", ""), 0.5f, Action.TAG, null);
    assertThat(problems(empty))
        .containsExactly(
            "label set 'animals' revision 7: a prompt of label 'cat' is empty, expected 1 to 1000"
                + " characters");
    Label endless = new Label("cat", List.of("x".repeat(1001)), 0.5f, Action.TAG, null);
    assertThat(problems(endless))
        .first()
        .asString()
        .endsWith("has 1001 characters, expected at most 1000");
    Label twice = new Label("cat", List.of("cat", "cat"), 0.5f, Action.TAG, null);
    assertThat(problems(twice)).first().asString().endsWith("'cat' is there twice, expected once");
  }

  @Test
  void theTextsToEncodeAreCounted() {
    List<Label> labels = labels(40_000);
    List<String> templates = IntStream.range(0, 80).mapToObj(i -> i + " {}").toList();
    assertOne(
        s -> {
          s.setLabels(labels);
          s.setTemplates(templates);
        },
        "40000 prompts times 80 templates are 3200000 texts to encode, expected at most 2000000");
  }

  @Test
  void pairwiseScoresHaveNoBackground() {
    assertOne(
        s -> s.setScoring(Scoring.PAIRWISE),
        "scoring is PAIRWISE and there are 1 background prompts, expected none (only INDEPENDENT"
            + " scoring uses them)");
  }

  @Test
  void backgroundPromptsBelongToIndependentScoring() {
    assertOne(
        s -> s.setScoring(Scoring.SOFTMAX),
        "scoring is SOFTMAX and there are 1 background prompts, expected none (only INDEPENDENT"
            + " scoring uses them)");
    assertOne(
        s -> s.setBackgroundPrompts(List.of("a", "a")),
        "background prompt 'a' is there twice, expected once");
    LabelSet byDefault = Samples.labelSet();
    byDefault.setBackgroundPrompts(List.of());
    assertThat(LabelSets.validate(byDefault)).isEmpty();
  }

  @Test
  void manyProblemsAreCountedAndNotAllSpeltOut() {
    LabelSet set = Samples.labelSet();
    set.setLabels(IntStream.range(0, 500).mapToObj(i -> label("l" + i, 2f)).toList());
    List<String> problems = LabelSets.validate(set);
    assertThat(problems).hasSize(21);
    assertThat(problems.get(20)).isEqualTo("label set 'animals' revision 7: 480 more problems");
    assertThat(problems).allSatisfy(problem -> assertThat(problem).doesNotContain("\n"));
  }

  @Test
  void twentyThousandLabelsInOneLongFamilyAreTaken() {
    LabelSet set = Samples.labelSet();
    List<Label> chain = new ArrayList<>(labels(20_000));
    IntStream.range(1, 20_000).forEach(i -> chain.get(i).setParent(chain.get(i - 1).getName()));
    set.setLabels(chain);
    AvroCodec<LabelSet> codec = AvroCodec.singleObject(LabelSet.class);
    assertThat(codec.decode(codec.encode(set))).isEqualTo(new Decoding.Ok<>(set));
    assertThat(LabelSets.validate(set)).isEmpty();
  }

  @Test
  void theContentHashIsWhatItHasAlwaysBeen() {
    // Computed apart from our code, from the canonical form as LabelSetHash describes it.
    assertThat(LabelSets.contentHash(Samples.labelSet()))
        .isEqualTo("6df1acfdb58ac88e2ab499d8d73352a082906b94bb01ee1344719e1f41615ca9");
  }

  @Test
  void theContentHashDoesNotLookAtWhatDoesNotChangeTags() {
    LabelSet other = Samples.labelSet();
    other.setId("other");
    other.setRevision(8);
    other.setDescription(null);
    other.setUpdatedBy("bob");
    other.setUpdatedAt(Instant.EPOCH.plus(Duration.ofDays(1)));
    assertThat(LabelSets.contentHash(other)).isEqualTo(LabelSets.contentHash(Samples.labelSet()));
  }

  @Test
  void theContentHashSeesEveryPartOfTheContent() {
    List<Consumer<LabelSet>> changes =
        List.of(
            s -> {},
            s -> s.setLabels(s.getLabels().subList(0, 1)),
            s -> s.setLabels(List.of(s.getLabels().get(1), s.getLabels().get(0))),
            s -> s.getLabels().get(1).setName("cats"),
            s -> s.getLabels().get(1).setPrompts(List.of("catkitten")),
            s -> s.getLabels().get(1).setThreshold(Math.nextUp(0.25f)),
            s -> s.getLabels().get(1).setAction(Action.BLOCK),
            s -> s.getLabels().get(1).setParent(null),
            s -> s.setTemplates(List.of("a photo of a {}.")),
            s -> s.setScoring(Scoring.SOFTMAX),
            s -> s.setBackgroundPrompts(List.of("a photo")));
    assertThat(changes.stream().map(LabelSetsTest::hashAfter)).doesNotHaveDuplicates();
  }

  private static String hashAfter(Consumer<LabelSet> change) {
    LabelSet set = Samples.labelSet();
    change.accept(set);
    return LabelSets.contentHash(set);
  }

  private static void assertOne(Consumer<LabelSet> change, String problem) {
    LabelSet set = Samples.labelSet();
    change.accept(set);
    assertThat(LabelSets.validate(set))
        .containsExactly("label set 'animals' revision " + set.getRevision() + ": " + problem);
  }

  private static List<String> problems(Label... labels) {
    return LabelSets.validate(set("animals", labels));
  }

  private static LabelSet set(String id, Label... labels) {
    return LabelSet.newBuilder().setId(id).setRevision(7).setLabels(List.of(labels)).build();
  }

  private static Label label(String name) {
    return label(name, 0.5f);
  }

  private static Label label(String name, float threshold) {
    return new Label(name, List.of(), threshold, Action.TAG, null);
  }

  private static Label child(String name, String parent) {
    return new Label(name, List.of(), 0.5f, Action.TAG, parent);
  }

  private static List<Label> labels(int count) {
    return IntStream.range(0, count).mapToObj(i -> label("label " + i)).toList();
  }
}
