package io.clipstream.cli.evaluation;

import io.clipstream.cli.evaluation.SuiteResult.ProbeResult;
import io.clipstream.cli.evaluation.SuiteResult.SetResult;
import io.clipstream.model.Clip;
import io.clipstream.model.evaluation.EncodedSet;
import io.clipstream.model.evaluation.FewShotEvaluation;
import io.clipstream.model.evaluation.LabelledSet;
import io.clipstream.model.evaluation.ProbeSets;
import io.clipstream.model.evaluation.ProbesTogether;
import io.clipstream.model.evaluation.ZeroShotEvaluation;
import io.clipstream.schemas.ResourceException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** Runs a suite. */
public final class SuiteRun {
  /** A set and what the model made of it. */
  private record Judged(EncodedSet set, ZeroShotEvaluation.Result result) {}

  private final Clip clip;
  private final LoadedSuite loaded;
  private final Consumer<String> messages;

  /**
   * @param messages takes lines for people: what is being done, and what was left out
   */
  public SuiteRun(Clip clip, LoadedSuite loaded, Consumer<String> messages) {
    this.clip = clip;
    this.loaded = loaded;
    this.messages = messages;
  }

  /**
   * Measures everything that the suite asks for.
   *
   * @param checkpoint what the model is called in the results
   * @param threshold of near-duplicates; without it each set has its own
   * @throws ResourceException if training data cannot be read
   */
  public SuiteResult run(String checkpoint, OptionalDouble threshold) {
    Optional<OverlapSearch> search = search(threshold);
    List<Judged> judged = new ArrayList<>();
    for (int i = 0; i < loaded.tables().size(); i++) {
      Suite.Entry entry = loaded.suite().sets().get(i);
      messages.accept("set " + entry.name());
      EncodedSet set = encoded(entry, loaded.tables().get(i));
      judged.add(new Judged(set, ZeroShotEvaluation.run(clip, set, entry.templates())));
    }
    List<EncodedSet> sets = new ArrayList<>(judged.stream().map(Judged::set).toList());
    loaded.probes().ifPresent(probes -> sets.add(EncodedSet.of(clip, probes.test())));
    Optional<List<Duplicates>> duplicates = search.map(found -> duplicates(found, sets));
    List<SetResult> results = new ArrayList<>();
    for (int i = 0; i < judged.size(); i++) {
      Suite.Entry entry = loaded.suite().sets().get(i);
      Judged own = judged.get(i);
      Optional<Overlap> overlap = overlap(duplicates, i, own.result().right());
      results.add(new SetResult(entry, own.result(), prompts(entry, own.set()), overlap));
    }
    Optional<Duplicates> ofProbes = duplicates.map(found -> found.get(found.size() - 1));
    return new SuiteResult(results, robustness(checkpoint, judged), probes(ofProbes));
  }

  private EncodedSet encoded(Suite.Entry entry, LabelledSet table) {
    EncodedSet set = EncodedSet.of(clip, table);
    set.unreadable().forEach(line -> messages.accept(entry.name() + ": skipped " + line));
    return set;
  }

  private Map<String, Double> prompts(Suite.Entry entry, EncodedSet set) {
    Map<String, Double> accuracies = new LinkedHashMap<>();
    loaded
        .suite()
        .prompts()
        .forEach(
            (name, templates) ->
                accuracies.put(
                    name,
                    SetResult.accuracy(
                        entry.metric(), ZeroShotEvaluation.run(clip, set, templates))));
    return accuracies;
  }

  /** Opened before anything is measured: what is wrong with it is then said at once. */
  private Optional<OverlapSearch> search(OptionalDouble threshold) {
    List<Path> training = loaded.suite().training();
    String what = loaded.suite().file() + ": training";
    return training.isEmpty()
        ? Optional.empty()
        : Optional.of(OverlapSearch.open(what, training, threshold));
  }

  private List<Duplicates> duplicates(OverlapSearch search, List<EncodedSet> sets) {
    messages.accept("overlap with the training data");
    return search.of(clip, sets);
  }

  private static Optional<Overlap> overlap(
      Optional<List<Duplicates>> duplicates, int set, List<Boolean> right) {
    return duplicates.map(found -> found.get(set).of(right));
  }

  private Optional<ProbeResult> probes(Optional<Duplicates> duplicates) {
    return loaded
        .suite()
        .probes()
        .map(entry -> probes(entry, loaded.probes().orElseThrow(), duplicates));
  }

  private ProbeResult probes(Suite.Probes entry, ProbeSets sets, Optional<Duplicates> duplicates) {
    messages.accept("probes, which may take minutes");
    FewShotEvaluation.Settings settings =
        new FewShotEvaluation.Settings(
            FewShotEvaluation.DRAWS, entry.templates(), entry.metric().mean());
    ProbesTogether.Result result = ProbesTogether.run(clip, sets, settings, messages);
    result
        .linear()
        .counts()
        .unreadable()
        .forEach(line -> messages.accept("probes: skipped " + line));
    Map<String, Overlap> overlaps = new LinkedHashMap<>();
    duplicates.ifPresent(
        found -> {
          overlaps.put("linear probe", found.of(result.linear().right()));
          overlaps.putAll(ProbeTables.overlaps(result.fewShot(), found));
        });
    return new ProbeResult(entry, result.linear(), result.fewShot(), overlaps);
  }

  private Optional<Robustness> robustness(String checkpoint, List<Judged> judged) {
    Map<String, EncodedSet> encoded = new LinkedHashMap<>();
    for (int i = 0; i < judged.size(); i++) {
      encoded.put(loaded.suite().sets().get(i).name(), judged.get(i).set());
    }
    return loaded.suite().shift().map(shift -> robustness(shift).of(clip, checkpoint, encoded));
  }

  private RobustnessRun robustness(Suite.Shift shift) {
    messages.accept("robustness");
    Map<String, LabelledSet> sets = new LinkedHashMap<>();
    sets.put(shift.reference(), loaded.table(shift.reference()));
    shift.shifted().forEach(name -> sets.put(name, loaded.table(name)));
    Suite.Entry reference =
        loaded.suite().sets().stream()
            .filter(entry -> entry.name().equals(shift.reference()))
            .findFirst()
            .orElseThrow();
    return new RobustnessRun(sets, reference.templates(), loaded.learnFrom());
  }
}
