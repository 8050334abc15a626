package io.clipstream.dashboard.labels;

import io.clipstream.dashboard.store.Result.Place;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What reviewers said of pictures, to measure thresholds by. */
public interface Verdicts {
  /**
   * The labels that are confirmed of each picture that was reviewed; none of those that were not.
   *
   * @param images places of the image events
   */
  Map<Place, List<String>> of(Collection<Place> images);
}
