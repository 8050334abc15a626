package io.clipstream.cli.evaluation;

import io.clipstream.model.evaluation.NearestTraining.Neighbour;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What pictures of a labelled set are nearest to among the training pictures.
 *
 * @param neighbours one of each picture, in the order of those that can be read
 * @param threshold similarity from which on the two count as the same
 */
public record Duplicates(List<Neighbour> neighbours, double threshold) {
  public Duplicates {
    neighbours = List.copyOf(neighbours);
  }

  /**
   * @param right whether each picture was judged right, in the same order
   */
  public Overlap of(List<Boolean> right) {
    return Overlap.of(right, neighbours, threshold);
  }

  /**
   * Likewise of groups of pictures, each near to training pictures if one of its own is.
   *
   * @param groups the number of each picture's group, from 0 on without a gap
   */
  public Duplicates ofGroups(List<Integer> groups) {
    int count = Collections.max(groups) + 1;
    List<Neighbour> nearest = new ArrayList<>(Collections.nCopies(count, new Neighbour(-1, "")));
    for (int i = 0; i < groups.size(); i++) {
      int group = groups.get(i);
      if (neighbours.get(i).similarity() > nearest.get(group).similarity()) {
        nearest.set(group, neighbours.get(i));
      }
    }
    return new Duplicates(nearest, threshold);
  }
}
