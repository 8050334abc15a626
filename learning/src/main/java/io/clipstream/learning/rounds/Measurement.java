package io.clipstream.learning.rounds;

import io.clipstream.learning.store.StorePairs;
import io.clipstream.model.Clip;
import io.clipstream.model.checkpoint.Calibration;
import io.clipstream.model.evaluation.LabelledSet;
import io.clipstream.model.evaluation.PairEvaluation;
import io.clipstream.model.evaluation.ZeroShotEvaluation;
import io.clipstream.model.training.data.Pair;
import io.clipstream.model.training.data.PairStream;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What one model does with the gate's data, example by example, so that two models can be compared
 * on the same examples.
 *
 * @param newPairs on the held-out pairs of the round
 * @param oldPairs on those of earlier rounds
 * @param pinned 1 for each picture of a pinned set whose best class is right, else 0; by the set
 * @param calibration what turns its similarities into logits
 */
record Measurement(
    PairEvaluation.Result newPairs,
    PairEvaluation.Result oldPairs,
    Map<String, double[]> pinned,
    Calibration calibration) {

  /**
   * Measures a model.
   *
   * @param stop ends it between batches, by a {@link java.util.concurrent.CancellationException}
   */
  static Measurement of(Clip clip, GateData data, StopFlag stop) {
    Map<String, double[]> pinned = new LinkedHashMap<>();
    for (LabelledSet set : data.pinned()) {
      ZeroShotEvaluation.Result result =
          ZeroShotEvaluation.run(clip, set, data.templates(), stop::check);
      pinned.put(
          shortName(set),
          result.guesses().stream()
              .mapToDouble(guess -> guess.guessed().get(0).equals(guess.truth()) ? 1 : 0)
              .toArray());
    }
    return new Measurement(
        pairs(clip, data.heldOutNew(), data.known(), data, stop),
        pairs(clip, data.heldOutOld(), Optional::empty, data, stop),
        pinned,
        clip.calibration());
  }

  private static PairEvaluation.Result pairs(
      Clip clip, StorePairs pairs, PairStream known, GateData data, StopFlag stop) {
    try (PairStream stream = pairs.inOrder();
        known) {
      return PairEvaluation.run(
          clip, untilStopped(stream, stop), untilStopped(known, stop), data.rules());
    } catch (IOException e) {
      throw new ResourceException("the held-out pairs cannot be read: " + e.getMessage(), e);
    }
  }

  private static PairStream untilStopped(PairStream pairs, StopFlag stop) {
    return new PairStream() {
      @Override
      public Optional<Pair> next() throws IOException {
        stop.check();
        return pairs.next();
      }

      @Override
      public void close() throws IOException {
        pairs.close();
      }
    };
  }

  /** The name of the table's file, without its ending. */
  static String shortName(LabelledSet set) {
    String file = String.valueOf(Path.of(set.name()).getFileName());
    return file.endsWith(".tsv") ? file.substring(0, file.length() - 4) : file;
  }

  /** What must not fall: by name, a value an example, more is better. */
  Map<String, double[]> old() {
    Map<String, double[]> old = new LinkedHashMap<>();
    pinned.forEach((name, values) -> old.put("zero-shot." + name + ".top1", values));
    if (oldPairs.size() > 0) {
      old.put("held-out-old.recall1", oldPairs.recall());
    }
    return old;
  }

  /** Share of decisions that differ from {@code other}'s; by rule. */
  Map<String, Double> flips(Measurement other) {
    Map<String, Double> flips = new TreeMap<>();
    for (String rule : newPairs.decisions().keySet()) {
      List<Decision> own = decisions(rule);
      List<Decision> theirs = other.decisions(rule);
      if (own.isEmpty() || theirs.isEmpty()) {
        continue; // one of both cannot give the scores that the set wants
      }
      int changed = 0;
      for (int i = 0; i < own.size(); i++) {
        changed += own.get(i) == theirs.get(i) ? 0 : 1;
      }
      flips.put(rule, (double) changed / own.size());
    }
    return flips;
  }

  /** Of old pictures if there are any: decisions about the new ones are meant to change. */
  private List<Decision> decisions(String rule) {
    return Stream.of(oldPairs.decisions(), newPairs.besides(), newPairs.decisions())
        .map(decisions -> decisions.getOrDefault(rule, List.of()))
        .filter(decisions -> !decisions.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  /** Means by name, for announcements. */
  Map<String, Double> metrics() {
    Map<String, Double> metrics = new TreeMap<>();
    if (newPairs.size() > 0) {
      metrics.put("held-out-new.loss", mean(newPairs.loss()));
      metrics.put("held-out-new.recall1", mean(newPairs.recall()));
      metrics.put("held-out-new.ranking", mean(newPairs.ranking()));
      metrics.put("held-out-new.pairs", (double) newPairs.size());
    }
    if (oldPairs.size() > 0) {
      metrics.put("held-out-old.loss", mean(oldPairs.loss()));
      metrics.put("held-out-old.pairs", (double) oldPairs.size());
    }
    old().forEach((name, values) -> metrics.put(name, mean(values)));
    metrics.put("logit-scale", calibration.scale());
    calibration.bias().ifPresent(bias -> metrics.put("logit-bias", bias));
    return metrics;
  }

  static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }
}
