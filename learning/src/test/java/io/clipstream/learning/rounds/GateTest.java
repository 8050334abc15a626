package io.clipstream.learning.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.model.checkpoint.Calibration;
import io.clipstream.model.evaluation.PairEvaluation;
import io.clipstream.model.evaluation.PairedBootstrap;
import io.clipstream.schemas.Decision;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GateTest {
  private static final Calibration AS_BEFORE = new Calibration(100, OptionalDouble.empty());

  private static final GateSettings SETTINGS =
      new GateSettings(List.of(0.5, 1.0), 20, 100, 0.02, 0.05, 0.03, 0.1);
  private static final int PAIRS = 40;
  private static final int PINNED = 400;

  /** A model whose new pairs have about that loss and ranking, and that many pinned right. */
  private static Measurement model(double loss, double ranking, int right, int flipped) {
    return model(PAIRS, loss, ranking, right, flipped);
  }

  private static Measurement model(int pairs, double loss, double ranking, int right, int flipped) {
    SplittableRandom random = new SplittableRandom(3);
    double[] losses = random.doubles(pairs).map(noise -> loss + 0.2 * noise).toArray();
    double[] rankings = random.doubles(pairs).map(noise -> ranking + 0.1 * noise).toArray();
    double[] pinned = new double[PINNED];
    Arrays.fill(pinned, 0, right, 1);
    Decision[] decisions = new Decision[pairs];
    Arrays.fill(decisions, Decision.ALLOW);
    Arrays.fill(decisions, 0, flipped, Decision.BLOCK);
    PairEvaluation.Result result =
        new PairEvaluation.Result(
            losses, new double[pairs], rankings, Map.of("set revision 1", List.of(decisions)));
    PairEvaluation.Result none =
        new PairEvaluation.Result(new double[0], new double[0], new double[0], Map.of());
    return new Measurement(result, none, Map.of("pinned", pinned), AS_BEFORE);
  }

  private static GateVerdict verdict(Measurement parent, Measurement... trials) {
    Gate gate = new Gate(SETTINGS, parent, parent);
    for (int i = 0; i < trials.length; i++) {
      gate.judge(SETTINGS.alphas().get(i), trials[i]);
    }
    return gate.verdict();
  }

  @Test
  void theAlphaThatRanksBestAmongThoseThatKeepTheOldIsPromoted() {
    GateVerdict verdict =
        verdict(model(2, 0.5, 300, 0), model(1.5, 0.7, 296, 0), model(0.5, 0.9, 280, 0));
    assertThat(verdict).isInstanceOf(GateVerdict.Promoted.class);
    assertThat(verdict.best().alpha()).isEqualTo(0.5);
    assertThat(verdict.trials().get(1).objections())
        .first()
        .asString()
        .startsWith("zero-shot.pinned.top1 falls by 0.0500, at most 0.0200");
  }

  @Test
  void theRankingDecidesAndOfEqualsTheLoss() {
    Measurement parent = model(2, 0.5, 300, 0);
    GateVerdict apart = verdict(parent, model(0.5, 0.7, 300, 0), model(0.6, 0.8, 300, 0));
    assertThat(apart.best().alpha()).isEqualTo(1);
    GateVerdict alike = verdict(parent, model(0.5, 0.7, 300, 0), model(0.6, 0.7, 300, 0));
    assertThat(alike.best().alpha()).isEqualTo(0.5);
  }

  @Test
  void aLossThatFallsWithoutABetterRankingIsOnlyDoubt() {
    GateVerdict verdict = verdict(model(2, 0.5, 300, 0), model(1.2, 0.5, 300, 0));
    assertThat(verdict).isInstanceOf(GateVerdict.Rejected.class);
    assertThat(verdict.reason()).contains("the ranking of 40 new held-out pairs");
  }

  @Test
  void smallLossesDoNotAddUpBelowTheBaseline() {
    Measurement baseline = model(2, 0.5, 310, 0);
    Gate gate = new Gate(SETTINGS, model(2, 0.5, 300, 0), baseline);
    gate.judge(1, model(1, 0.8, 294, 0));
    assertThat(gate.verdict()).isInstanceOf(GateVerdict.Rejected.class);
    assertThat(gate.verdict().reason()).contains("lies 0.0400 below the baseline's");
  }

  @Test
  void tooManyChangedDecisionsAreAnObjection() {
    assertThat(verdict(model(2, 0.5, 300, 0), model(1, 0.8, 300, 4)))
        .isInstanceOf(GateVerdict.Promoted.class);
    assertThat(verdict(model(2, 0.5, 300, 0), model(1, 0.8, 300, 5)).reason())
        .contains("0.1250 of the decisions under label set set revision 1 change");
  }

  @Test
  void withTooFewPairsNothingIsPromotedAndWhatHarmsIsStillRejected() {
    Measurement parent = model(5, 2, 0.5, 300, 0);
    assertThat(verdict(parent, model(5, 1, 0.8, 300, 0))).isInstanceOf(GateVerdict.Candidate.class);
    assertThat(verdict(parent, model(5, 1, 0.8, 200, 0))).isInstanceOf(GateVerdict.Rejected.class);
  }

  /** Few may be promoted where an operator says so, but then nearly all of them must be better. */
  @Test
  void ofFewPairsNearlyAllMustBeBetter() {
    GateSettings few = new GateSettings(List.of(1.0), 2, 100, 0.02, 0.05, 0.03, 0.1);
    assertThat(verdict(few, ranked(6, 0), ranked(6, 6))).isInstanceOf(GateVerdict.Promoted.class);
    GateVerdict five = verdict(few, ranked(5, 0), ranked(5, 5));
    assertThat(five).isInstanceOf(GateVerdict.Candidate.class);
    assertThat(five.reason()).isEqualTo("5 new held-out pairs, expected 6 to judge by");
    GateVerdict mixed = verdict(few, ranked(9, 0), ranked(9, 7));
    assertThat(mixed).isInstanceOf(GateVerdict.Rejected.class);
    assertThat(mixed.reason()).contains("would fall as much by chance in 0.0898 of all cases");
  }

  /** A model that is better by 1 at some of the pairs and worse by 1 at the rest; 0 is neither. */
  private static Measurement ranked(int pairs, int better) {
    double[] losses = new double[pairs];
    Arrays.fill(losses, better == 0 ? 2 : 3);
    Arrays.fill(losses, 0, better, 1);
    double[] rankings = new double[pairs];
    Arrays.fill(rankings, better == 0 ? 0.5 : 0.9);
    PairEvaluation.Result none =
        new PairEvaluation.Result(new double[0], new double[0], new double[0], Map.of());
    return new Measurement(
        new PairEvaluation.Result(losses, new double[pairs], rankings, Map.of()),
        none,
        Map.of(),
        AS_BEFORE);
  }

  private static GateVerdict verdict(
      GateSettings settings, Measurement parent, Measurement outcome) {
    Gate gate = new Gate(settings, parent, parent);
    gate.judge(1, outcome);
    return gate.verdict();
  }

  @Test
  void decisionsAboutWhatIsTaughtMayAllChangeIfThoseAboutTheKnownDoNot() {
    assertThat(
            verdict(besides(Decision.ALLOW, Decision.ALLOW), besides(Decision.TAG, Decision.ALLOW)))
        .isInstanceOf(GateVerdict.Candidate.class);
    assertThat(
            verdict(besides(Decision.ALLOW, Decision.ALLOW), besides(Decision.ALLOW, Decision.TAG)))
        .isInstanceOf(GateVerdict.Rejected.class);
  }

  private static Measurement besides(Decision taught, Decision known) {
    double[] one = {1};
    Map<String, List<Decision>> ofTaught = Map.of("set revision 1", List.of(taught));
    Map<String, List<Decision>> ofKnown = Map.of("set revision 1", List.of(known));
    PairEvaluation.Result none =
        new PairEvaluation.Result(new double[0], new double[0], new double[0], Map.of());
    return new Measurement(
        new PairEvaluation.Result(one, one, one, ofTaught, ofKnown), none, Map.of(), AS_BEFORE);
  }

  private static Measurement with(Measurement of, Calibration calibration, List<Decision> rule) {
    PairEvaluation.Result pairs = of.newPairs();
    return new Measurement(
        new PairEvaluation.Result(
            pairs.loss(), pairs.recall(), pairs.ranking(), Map.of("set revision 1", rule)),
        of.oldPairs(),
        of.pinned(),
        calibration);
  }

  @Test
  void aPromotionThatMovesWhatThresholdsMeanSaysSo() {
    Measurement parent = model(2, 0.5, 300, 0);
    Measurement better = model(1, 0.9, 300, 0);
    List<Decision> rule = better.newPairs().decisions().get("set revision 1");
    Calibration moved = new Calibration(60, OptionalDouble.empty());

    assertThat(verdict(parent, better).reason()).doesNotContain("thresholds");
    GateVerdict verdict = verdict(parent, with(better, moved, rule));
    assertThat(verdict).isInstanceOf(GateVerdict.Promoted.class);
    assertThat(verdict.reason())
        .endsWith(
            "; thresholds of label sets mean something else than before: logit scale 60.0, no logit"
                + " bias, was logit scale 100, no logit bias");
    assertThat(verdict.best().metrics()).containsEntry("logit-scale", 60.0);
  }

  private static List<Decision> decisions() {
    return model(2, 0.5, 300, 0).newPairs().decisions().get("set revision 1");
  }

  @Test
  void numbersThatAreNoNumbersPassNoGate() {
    Measurement broken = model(Double.NaN, Double.NaN, 300, 0);
    assertThat(verdict(model(2, 0.5, 300, 0), broken)).isInstanceOf(GateVerdict.Rejected.class);
  }

  @Test
  void theIntervalOfAPairedDifferenceHoldsItsMeanAndNarrowsWithMoreExamples() {
    SplittableRandom random = new SplittableRandom(1);
    double[] before = random.doubles(1000).toArray();
    double[] after = Arrays.stream(before).map(v -> v + 0.1 + 0.2 * random.nextDouble()).toArray();
    var all = PairedBootstrap.difference(before, after, 7);
    var few = PairedBootstrap.difference(Arrays.copyOf(before, 20), Arrays.copyOf(after, 20), 7);
    assertThat(all.mean()).isBetween(all.low(), all.high());
    assertThat(all.low()).isBetween(0.18, 0.2);
    assertThat(all.high() - all.low()).isLessThan(few.high() - few.low());
    assertThat(PairedBootstrap.difference(before, after, 7)).isEqualTo(all);
  }
}
