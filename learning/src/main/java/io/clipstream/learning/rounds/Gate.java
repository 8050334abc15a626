package io.clipstream.learning.rounds;

import io.clipstream.model.checkpoint.Calibration;
import io.clipstream.model.evaluation.PairedBootstrap;
import io.clipstream.model.evaluation.PairedBootstrap.Difference;
import io.clipstream.model.evaluation.SignFlips;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Decides whether a round's outcome may replace its parent. Each alpha's model is held against the
 * parent and a pinned baseline on the same examples: it must be surely better at the new (the 95 %
 * intervals of the loss it saves and of what the ranking of matches gains lie above 0) and must
 * keep the old within the margins. Among those that do, the one that ranks best wins.
 */
final class Gate {
  private static final long SEED = 20_210_226;

  /** How often the better of two equal models may seem so by chance: the tail of the intervals. */
  private static final double CHANCE = 0.025;

  private static final String RANKING_GAIN = "held-out-new.ranking-gain";

  private static final Comparator<Trial> BY_GAIN = Comparator.comparingDouble(Trial::gain);

  /** What is tagged rightly goes by the ranking; the loss by how sure the model is as well. */
  private static final Comparator<Trial> BY_RANKING =
      Comparator.comparingDouble((Trial t) -> t.metrics().getOrDefault(RANKING_GAIN, 0.0))
          .thenComparing(BY_GAIN);

  private final GateSettings settings;
  private final Measurement parent;
  private final Measurement baseline;
  private final List<Trial> trials = new ArrayList<>();
  private final Map<Double, Calibration> calibrations = new HashMap<>();

  Gate(GateSettings settings, Measurement parent, Measurement baseline) {
    this.settings = settings;
    this.parent = parent;
    this.baseline = baseline;
  }

  /** Judges the model of one alpha. */
  Trial judge(double alpha, Measurement measured) {
    List<String> objections = new ArrayList<>();
    Map<String, Double> metrics = new TreeMap<>(measured.metrics());
    double gain = 0;
    if (measured.newPairs().size() > 0) {
      gain = judgeNew(measured, objections, metrics);
    }
    measured.old().forEach((name, values) -> judgeOld(name, values, objections, metrics));
    measured.flips(parent).forEach((rule, share) -> judgeFlips(rule, share, objections, metrics));
    Trial trial = new Trial(alpha, metrics, gain, objections);
    trials.add(trial);
    calibrations.put(alpha, measured.calibration());
    return trial;
  }

  private double judgeNew(
      Measurement measured, List<String> objections, Map<String, Double> metrics) {
    Difference saved =
        PairedBootstrap.difference(measured.newPairs().loss(), parent.newPairs().loss(), SEED);
    Difference ranking =
        PairedBootstrap.difference(
            parent.newPairs().ranking(), measured.newPairs().ranking(), SEED);
    metrics.put("held-out-new.loss-saved", saved.mean());
    metrics.put("held-out-new.loss-saved.low", saved.low());
    metrics.put(RANKING_GAIN, ranking.mean());
    metrics.put("held-out-new.ranking-gain.low", ranking.low());
    if (measured.newPairs().size() < settings.neededHeldOut()) {
      return saved.mean(); // too few to hold anything against it; the verdict says so
    }
    if (!(saved.low() > 0)) {
      objections.add(
          text(
              "the loss on %d new held-out pairs falls by %.4f (95 %% interval from %.4f), expected"
                  + " surely above 0",
              saved.examples(), saved.mean(), saved.low()));
    }
    judgeFew(measured, objections, metrics);
    // Captions that fit no picture teach nothing but doubt, which lowers the loss all the same.
    if (!(ranking.low() >= 0 && ranking.mean() > 0)) {
      objections.add(
          text(
              "the ranking of %d new held-out pairs rises by %.4f (95 %% interval from %.4f),"
                  + " expected surely above 0",
              ranking.examples(), ranking.mean(), ranking.low()));
    }
    return saved.mean();
  }

  /** Intervals over few examples are too narrow, so these have an exact test besides. */
  private void judgeFew(
      Measurement measured, List<String> objections, Map<String, Double> metrics) {
    int examples = measured.newPairs().size();
    if (examples > SignFlips.MAX_EXAMPLES) {
      return;
    }
    double chance = SignFlips.chance(measured.newPairs().loss(), parent.newPairs().loss());
    metrics.put("held-out-new.loss-saved.chance", chance);
    if (!(chance <= CHANCE)) {
      objections.add(
          text(
              "the loss on %d new held-out pairs would fall as much by chance in %.4f of all cases,"
                  + " at most %.4f is allowed",
              examples, chance, CHANCE));
    }
  }

  private void judgeOld(
      String name, double[] values, List<String> objections, Map<String, Double> metrics) {
    Difference change = PairedBootstrap.difference(parent.old().get(name), values, SEED);
    metrics.put(name + ".change", change.mean());
    metrics.put(name + ".change.low", change.low());
    if (!(change.mean() >= -settings.margin())) {
      objections.add(
          text(
              "%s falls by %.4f, at most %.4f is allowed",
              name, -change.mean(), settings.margin()));
    } else if (!(change.low() >= -settings.intervalMargin())) {
      objections.add(
          text(
              "%s may fall by %.4f (95 %% interval over %d examples), at most %.4f is allowed",
              name, -change.low(), change.examples(), settings.intervalMargin()));
    }
    double below = Measurement.mean(baseline.old().get(name)) - Measurement.mean(values);
    if (!(below <= settings.baselineMargin())) {
      objections.add(
          text(
              "%s lies %.4f below the baseline's, at most %.4f is allowed",
              name, below, settings.baselineMargin()));
    }
  }

  private void judgeFlips(
      String rule, double share, List<String> objections, Map<String, Double> metrics) {
    metrics.put("flips." + rule.replace(' ', '-'), share);
    if (!(share <= settings.maxFlips())) {
      objections.add(
          text(
              "%.4f of the decisions under label set %s change, at most %.4f may",
              share, rule, settings.maxFlips()));
    }
  }

  /** The verdict over all trials so far, one or more. */
  GateVerdict verdict() {
    List<Trial> all = List.copyOf(trials);
    List<Trial> passing = all.stream().filter(Trial::passes).toList();
    if (passing.isEmpty()) {
      Trial nearest =
          all.stream()
              .min(
                  Comparator.comparingInt((Trial t) -> t.objections().size())
                      .thenComparing(BY_GAIN.reversed()))
              .orElseThrow();
      String reason =
          text("alpha %.2f came nearest: ", nearest.alpha())
              + String.join("; ", nearest.objections());
      return new GateVerdict.Rejected(nearest, all, reason);
    }
    Trial best = passing.stream().max(BY_RANKING).orElseThrow();
    int judged = parent.newPairs().size();
    if (judged < settings.neededHeldOut()) {
      String reason =
          judged + " new held-out pairs, expected " + settings.neededHeldOut() + " to judge by";
      return new GateVerdict.Candidate(best, all, reason);
    }
    return new GateVerdict.Promoted(best, all, passed(best));
  }

  private String passed(Trial best) {
    Map<String, Double> m = best.metrics();
    return text(
            "alpha %.2f saves %.4f of the loss on %d new held-out pairs (95 %% interval from %.4f)"
                + " and keeps %d old measurements within the margins",
            best.alpha(),
            best.gain(),
            parent.newPairs().size(),
            m.get("held-out-new.loss-saved.low"),
            parent.old().size())
        + shift(calibrations.get(best.alpha()));
  }

  /**
   * What the margins do not tell: thresholds are scores, and scores depend on these two numbers.
   */
  private String shift(Calibration best) {
    return best.hasScaleAndBiasOf(parent.calibration())
        ? ""
        : text(
            "; thresholds of label sets mean something else than before: %s, was %s",
            best, parent.calibration());
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
