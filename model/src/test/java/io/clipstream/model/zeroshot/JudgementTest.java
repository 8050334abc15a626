package io.clipstream.model.zeroshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.Clip;
import io.clipstream.model.testing.TestCheckpoints;
import io.clipstream.model.text.PromptTemplates;
import io.clipstream.schemas.LabelTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JudgementTest {
  /** thing over animal over cat and dog; car under thing; tree alone. */
  private static final List<String> NAMES = List.of("thing", "animal", "cat", "dog", "car", "tree");

  private static final int[] PARENTS = {-1, 0, 1, 1, 0, -1};
  private static final float[] SEVERITIES = {1, 2, 1, 3, 1, 2};

  @TempDir Path dir;
  private Clip clip;
  private NDManager scope;

  @BeforeEach
  void load() throws IOException {
    clip = Clip.load(TestCheckpoints.withVocabulary(dir), Device.cpu());
    scope = clip.newScope();
  }

  @AfterEach
  void close() {
    scope.close();
    clip.close();
  }

  private static PromptedLabels set(Scoring scoring) {
    return PromptedLabels.of(NAMES, PromptTemplates.named("photo"), scoring);
  }

  private NDArray images(int n) {
    Random random = new Random(3);
    List<byte[]> pictures = new ArrayList<>();
    int side = clip.preprocessing().imageSize();
    for (int i = 0; i < n; i++) {
      pictures.add(new byte[3 * side * side]);
      random.nextBytes(pictures.get(i));
    }
    return clip.encodeImages(scope, pictures);
  }

  @ParameterizedTest
  @EnumSource(names = {"SOFTMAX", "INDEPENDENT"})
  void childrenRaiseTheirParentsAndTheRestIsAsRanked(Scoring scoring) {
    float[] never = new float[NAMES.size()];
    Arrays.fill(never, 2);
    NDArray images = images(5);
    try (LabelBank bank = new LabelBank(clip, set(scoring));
        LabelRules rules = new LabelRules(clip, never, SEVERITIES, PARENTS)) {
      List<List<ScoredLabel>> ranked = bank.rank(images, NAMES.size());
      List<Judgement> judged = bank.judge(images, rules, NAMES.size());
      for (int row = 0; row < 5; row++) {
        Map<String, ScoredLabel> own = new HashMap<>();
        ranked.get(row).forEach(tag -> own.put(tag.label(), tag));
        assertThat(judged.get(row).severity()).isZero();
        assertThat(judged.get(row).hits()).hasSize(NAMES.size());
        for (Judgement.Hit hit : judged.get(row).hits()) {
          float score = 0;
          float similarity = -1;
          for (int label : family(hit.label())) {
            score = Math.max(score, own.get(NAMES.get(label)).score());
            similarity = Math.max(similarity, own.get(NAMES.get(label)).similarity());
          }
          assertThat(hit.score()).isCloseTo(score, within(1e-6f));
          assertThat(hit.similarity()).isCloseTo(similarity, within(1e-6f));
          assertThat(hit.applied()).isFalse();
        }
      }
    }
  }

  private static int[] family(int label) {
    return IntStream.range(0, NAMES.size()).filter(other -> isUnder(other, label)).toArray();
  }

  private static boolean isUnder(int label, int ancestor) {
    for (int at = label; at >= 0; at = PARENTS[at]) {
      if (at == ancestor) {
        return true;
      }
    }
    return false;
  }

  @Test
  void labelsAtTheirThresholdsComeBeforeBetterOnesAndCountEvenWithoutAPlace() {
    float[] thresholds = {2, 2, 2, 0, 2, 0}; // dog and tree apply whatever their scores
    NDArray images = images(4);
    try (LabelBank bank = new LabelBank(clip, set(Scoring.SOFTMAX));
        LabelRules rules = new LabelRules(clip, thresholds, SEVERITIES, PARENTS)) {
      for (Judgement judgement : bank.judge(images, rules, 2)) {
        assertThat(judgement.hits()).extracting(Judgement.Hit::label).containsOnly(3, 5);
        assertThat(judgement.hits()).allMatch(Judgement.Hit::applied);
        assertThat(judgement.severity()).isEqualTo(3);
      }
      for (Judgement judgement : bank.judge(images, rules, 1)) {
        assertThat(judgement.hits()).hasSize(1);
        assertThat(judgement.severity()).isEqualTo(3);
      }
    }
  }

  @Test
  void aBankOfEmbeddingsThatWereMadeBeforeIsTheSame() {
    PromptedLabels set = set(Scoring.INDEPENDENT);
    float[][] labels = LabelBank.embedLabels(clip, set.templates(), set.labels());
    float[][] background = LabelBank.embedTexts(clip, set.background());
    NDArray images = images(3);
    try (LabelBank whole = new LabelBank(clip, set);
        LabelBank made = new LabelBank(clip, set, labels, background)) {
      assertThat(made.rank(images, 6)).isEqualTo(whole.rank(images, 6));
    }
    assertThatThrownBy(() -> new LabelBank(clip, set, new float[2][32], background))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected one for each of 6");
    assertThatThrownBy(() -> new LabelBank(clip, set, new float[6][5], background))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5 dimensions, expected 32");
  }

  @Test
  void aBankLargerThanASliceKeepsItsOrder() {
    float[][] rows = new float[1300][32];
    for (int i = 0; i < rows.length; i++) {
      rows[i][i % 32] = 1 + i;
    }
    List<Label> labels = IntStream.range(0, 1300).mapToObj(i -> Label.of("l" + i)).toList();
    PromptedLabels set =
        new PromptedLabels(labels, PromptTemplates.named("label"), Scoring.SOFTMAX, List.of());
    try (LabelBank bank = new LabelBank(clip, set, rows, new float[0][])) {
      float[] flat = bank.embeddings().toFloatArray();
      for (int i = 0; i < rows.length; i++) {
        assertThat(flat[i * 32 + i % 32]).isEqualTo(1 + i);
      }
    }
  }

  @Test
  void aHierarchyThatIsTooDeepIsRefused() {
    int n = LabelTree.MAX_DEPTH + 2;
    int[] chain = IntStream.range(0, n).map(i -> i - 1).toArray();
    assertThat(LabelTree.depth(chain)).isEqualTo(n - 1);
    assertThatThrownBy(() -> new LabelRules(clip, new float[n], new float[n], chain))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("65 ancestors, expected at most 64");
  }
}
