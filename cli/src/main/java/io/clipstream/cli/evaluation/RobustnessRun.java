package io.clipstream.cli.evaluation;

import io.clipstream.cli.evaluation.Robustness.Method;
import io.clipstream.cli.evaluation.Robustness.Row;
import io.clipstream.model.Clip;
import io.clipstream.model.evaluation.EncodedSet;
import io.clipstream.model.evaluation.LabelledSet;
import io.clipstream.model.evaluation.TransferredProbe;
import io.clipstream.model.evaluation.ZeroShotEvaluation;
import io.clipstream.model.evaluation.ZeroShotEvaluation.Guess;
import io.clipstream.model.text.PromptTemplates;
import io.clipstream.schemas.SettingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Measures robustness.
 *
 * @param sets by name, the reference first, then one or more that are shifted
 * @param templates of zero-shot
 * @param learnFrom what linear probes learn from; without it there are none
 */
public record RobustnessRun(
    Map<String, LabelledSet> sets, PromptTemplates templates, Optional<LabelledSet> learnFrom) {
  public RobustnessRun {
    sets = new LinkedHashMap<>(sets);
  }

  /** Measures a model. */
  public Robustness of(Clip clip, String checkpoint) {
    Map<String, EncodedSet> encoded = new LinkedHashMap<>();
    sets.forEach((name, set) -> encoded.put(name, EncodedSet.of(clip, set)));
    return of(clip, checkpoint, encoded);
  }

  /**
   * Measures a model.
   *
   * @param whole the sets as the model encodes them
   */
  Robustness of(Clip clip, String checkpoint, Map<String, EncodedSet> whole) {
    Map<String, EncodedSet> encoded = new LinkedHashMap<>();
    Set<String> classes = common();
    sets.keySet().forEach(name -> encoded.put(name, whole.get(name).only(classes)));
    List<Row> rows = new ArrayList<>();
    rows.add(new Row(checkpoint, Method.ZERO_SHOT, zeroShot(clip, encoded)));
    learnFrom.ifPresent(
        train -> rows.add(new Row(checkpoint, Method.LINEAR_PROBE, probe(clip, train, encoded))));
    List<String> names = List.copyOf(sets.keySet());
    return new Robustness(names.get(0), names.subList(1, names.size()), classes.size(), rows);
  }

  private Map<String, Proportion> zeroShot(Clip clip, Map<String, EncodedSet> encoded) {
    Map<String, Proportion> accuracies = new LinkedHashMap<>();
    encoded.forEach(
        (name, set) -> {
          ZeroShotEvaluation.Result result = ZeroShotEvaluation.run(clip, set, templates);
          int right = (int) result.guesses().stream().filter(Guess::first).count();
          accuracies.put(name, new Proportion(right, set.size()));
        });
    return accuracies;
  }

  private static Map<String, Proportion> probe(
      Clip clip, LabelledSet train, Map<String, EncodedSet> encoded) {
    List<List<Boolean>> right = TransferredProbe.run(clip, train, List.copyOf(encoded.values()));
    Map<String, Proportion> accuracies = new LinkedHashMap<>();
    for (String name : encoded.keySet()) {
      List<Boolean> own = right.get(accuracies.size());
      int hits = (int) own.stream().filter(hit -> hit).count();
      accuracies.put(name, new Proportion(hits, own.size()));
    }
    return accuracies;
  }

  /**
   * Classes that all sets have.
   *
   * @throws SettingException if they are fewer than two
   */
  private Set<String> common() {
    Set<String> classes = new LinkedHashSet<>(sets.values().iterator().next().classes());
    sets.values().forEach(set -> classes.retainAll(Set.copyOf(set.classes())));
    learnFrom.ifPresent(set -> classes.retainAll(Set.copyOf(set.classes())));
    if (classes.size() < 2) {
      throw new SettingException(
          "the sets %s have %d classes in common, expected two or more of the same name"
              .formatted(String.join(", ", sets.keySet()), classes.size()));
    }
    return classes;
  }
}
