package io.clipstream.cli.evaluation;

import io.clipstream.model.Clip;
import io.clipstream.model.evaluation.DuplicateThreshold;
import io.clipstream.model.evaluation.EncodedSet;
import io.clipstream.model.evaluation.NearestTraining;
import io.clipstream.model.evaluation.NearestTraining.Neighbour;
import io.clipstream.model.evaluation.ZeroShotEvaluation;
import io.clipstream.model.evaluation.ZeroShotEvaluation.Guess;
import io.clipstream.model.training.data.PairSource;
import io.clipstream.model.training.data.SkipLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Looks for pictures of labelled sets among the training pictures.
 *
 * @param training what the checkpoint has learnt from
 * @param threshold similarity of near-duplicates; if there is none, that of {@link
 *     DuplicateThreshold} for each set
 */
public record OverlapSearch(PairSource training, OptionalDouble threshold) {
  /** A set and what a model made of it. */
  public record Judged(EncodedSet set, ZeroShotEvaluation.Result result) {}

  /**
   * Opens the training data.
   *
   * @param training folders and files as for clipstream train, one or more
   * @throws IOException if one cannot be read
   */
  public static OverlapSearch open(List<Path> training, OptionalDouble threshold)
      throws IOException {
    List<PairSource> sources = new ArrayList<>();
    for (Path path : training) {
      sources.add(PairSource.open(path, new SkipLog()));
    }
    return new OverlapSearch(PairSource.join(sources), threshold);
  }

  /**
   * The overlap of each set; the training pictures are encoded once for all.
   *
   * @throws IOException if the training data cannot be read
   */
  public List<Overlap> of(Clip clip, List<Judged> sets) throws IOException {
    List<List<Neighbour>> neighbours =
        NearestTraining.of(clip, sets.stream().map(Judged::set).toList(), training);
    List<Overlap> overlaps = new ArrayList<>();
    for (int i = 0; i < sets.size(); i++) {
      EncodedSet set = sets.get(i).set();
      List<Boolean> right = sets.get(i).result().guesses().stream().map(Guess::first).toList();
      double from = threshold.orElseGet(() -> DuplicateThreshold.of(clip, set));
      overlaps.add(Overlap.of(right, neighbours.get(i), from));
    }
    return overlaps;
  }
}
