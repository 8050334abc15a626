package io.clipstream.cli.evaluation;

import io.clipstream.cli.evaluation.OverlapSearch.Judged;
import io.clipstream.cli.evaluation.SuiteResult.SetResult;
import io.clipstream.model.Clip;
import io.clipstream.model.evaluation.EncodedSet;
import io.clipstream.model.evaluation.LabelledSet;
import io.clipstream.model.evaluation.ZeroShotEvaluation;
import io.clipstream.schemas.ResourceException;
import java.io.IOException;
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
    List<Optional<Overlap>> overlaps = overlaps(judged, search);
    List<SetResult> results = new ArrayList<>();
    for (int i = 0; i < judged.size(); i++) {
      Suite.Entry entry = loaded.suite().sets().get(i);
      Judged own = judged.get(i);
      results.add(new SetResult(entry, own.result(), prompts(entry, own.set()), overlaps.get(i)));
    }
    return new SuiteResult(results, robustness(checkpoint, judged));
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
    try {
      return training.isEmpty()
          ? Optional.empty()
          : Optional.of(OverlapSearch.open(training, threshold));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private List<Optional<Overlap>> overlaps(List<Judged> judged, Optional<OverlapSearch> search) {
    if (search.isEmpty()) {
      return judged.stream().map(set -> Optional.<Overlap>empty()).toList();
    }
    messages.accept("overlap with the training data");
    try {
      return search.get().of(clip, judged).stream().map(Optional::of).toList();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private ResourceException unreadable(IOException e) {
    return new ResourceException(
        loaded.suite().file() + ": cannot read the training data: " + e.getMessage(), e);
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
