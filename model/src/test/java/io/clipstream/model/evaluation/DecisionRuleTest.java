package io.clipstream.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.Clip;
import io.clipstream.model.testing.TestCheckpoints;
import io.clipstream.model.zeroshot.LabelBank;
import io.clipstream.model.zeroshot.PublishedLabels;
import io.clipstream.model.zeroshot.ScoredLabel;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecisionRuleTest {
  private static final int PICTURES = 12;

  @TempDir Path dir;

  /** Thresholds lie between the scores of the pictures, so that not all decide alike. */
  private static LabelSet set(float cat, float animal) {
    return LabelSet.newBuilder()
        .setId("s")
        .setRevision(1)
        .setLabels(
            List.of(
                new Label("animal", List.of("animal"), animal, Action.REVIEW, null),
                new Label("cat", List.of("cat"), cat, Action.BLOCK, "animal"),
                new Label("tree", List.of(), 2f, Action.TAG, null)))
        .build();
  }

  @Test
  void aChildCountsForItsParentAndTheMostSevereActionDecides() throws Exception {
    try (Clip clip = Clip.load(TestCheckpoints.withVocabulary(dir), Device.cpu());
        NDManager scope = clip.newScope()) {
      NDArray images = images(clip, scope);
      List<Map<String, Float>> scores = scores(clip, images);
      float cat = median(scores.stream().map(s -> s.get("cat")).toList());
      float animal = median(scores.stream().map(DecisionRuleTest::family).toList());
      List<Decision> expected =
          scores.stream()
              .map(
                  s ->
                      s.get("cat") >= cat
                          ? Decision.BLOCK
                          : family(s) >= animal ? Decision.REVIEW : Decision.ALLOW)
              .toList();
      DecisionRule rule = new DecisionRule(set(cat, animal));
      assertThat(rule.name()).isEqualTo("s revision 1");
      assertThat(rule.decide(clip, images)).isEqualTo(expected);
      assertThat(expected).contains(Decision.BLOCK, Decision.ALLOW);
    }
  }

  private static NDArray images(Clip clip, NDManager scope) {
    Random random = new Random(5);
    int side = clip.preprocessing().imageSize();
    List<byte[]> pictures = new ArrayList<>();
    for (int i = 0; i < PICTURES; i++) {
      byte[] levels = new byte[3 * side * side];
      random.nextBytes(levels);
      pictures.add(levels);
    }
    return clip.encodeImages(scope, pictures);
  }

  private static List<Map<String, Float>> scores(Clip clip, NDArray images) {
    try (LabelBank bank = new LabelBank(clip, PublishedLabels.prompts(set(1, 1)))) {
      return bank.rank(images, 3).stream()
          .map(
              tags ->
                  tags.stream().collect(Collectors.toMap(ScoredLabel::label, ScoredLabel::score)))
          .toList();
    }
  }

  private static float family(Map<String, Float> scores) {
    return Math.max(scores.get("animal"), scores.get("cat"));
  }

  /** Between the two in the middle, so that rounding does not matter. */
  private static float median(List<Float> values) {
    List<Float> sorted = values.stream().sorted().toList();
    return (sorted.get(PICTURES / 2 - 1) + sorted.get(PICTURES / 2)) / 2;
  }
}
