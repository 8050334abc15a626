package io.clipstream.cli.evaluation;

import io.clipstream.model.Clip;
import io.clipstream.model.evaluation.DuplicateThreshold;
import io.clipstream.model.evaluation.EncodedSet;
import io.clipstream.model.evaluation.LabelledSet;
import io.clipstream.model.evaluation.NearestTraining;
import io.clipstream.model.evaluation.NearestTraining.Neighbour;
import io.clipstream.model.training.data.PairSource;
import io.clipstream.model.training.data.SkipLog;
import io.clipstream.schemas.ClipstreamException;
import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Looks for pictures of labelled sets among the training pictures.
 *
 * @param what asks for it, as messages begin
 * @param training what the checkpoint has learnt from
 * @param threshold similarity of near-duplicates; if there is none, that of {@link
 *     DuplicateThreshold} for each set
 */
public record OverlapSearch(String what, PairSource training, OptionalDouble threshold) {
  /**
   * Opens the training data.
   *
   * @param what asks for it, as messages begin
   * @param training folders and files as for clipstream train, one or more
   * @throws ResourceException if one cannot be read
   */
  public static OverlapSearch open(String what, List<Path> training, OptionalDouble threshold) {
    List<PairSource> sources = new ArrayList<>();
    for (Path path : training) {
      try {
        sources.add(PairSource.open(path, new SkipLog()));
      } catch (IOException e) {
        throw unreadable(what, e);
      } catch (ClipstreamException e) {
        throw new ResourceException(what + ": " + e.getMessage(), e);
      }
    }
    return new OverlapSearch(what, PairSource.join(sources), threshold);
  }

  /**
   * The near-duplicates of each set; the training pictures are encoded once for all.
   *
   * @throws ResourceException if the training data cannot be read
   */
  public List<Duplicates> of(Clip clip, List<EncodedSet> sets) {
    try {
      List<List<Neighbour>> neighbours = NearestTraining.of(clip, sets, training);
      List<Duplicates> duplicates = new ArrayList<>();
      for (int i = 0; i < sets.size(); i++) {
        EncodedSet set = sets.get(i);
        double from = threshold.orElseGet(() -> DuplicateThreshold.of(clip, set));
        duplicates.add(new Duplicates(neighbours.get(i), from));
      }
      return duplicates;
    } catch (IOException e) {
      throw unreadable(what, e);
    }
  }

  /** The near-duplicates of one set, which is encoded for it. */
  public Duplicates of(Clip clip, LabelledSet set) {
    return of(clip, List.of(EncodedSet.of(clip, set))).get(0);
  }

  private static ResourceException unreadable(String what, IOException e) {
    return new ResourceException(what + ": cannot read the training data: " + e.getMessage(), e);
  }
}
