package io.clipstream.learning.rounds;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One interpolation and what the gate found.
 *
 * @param alpha share of the trained weights
 * @param metrics its measurements by name
 * @param gain mean loss on the new held-out pairs that it saves against the parent
 * @param objections what speaks against it, a line each
 */
public record Trial(
    double alpha, Map<String, Double> metrics, double gain, List<String> objections) {
  public Trial {
    metrics = java.util.Collections.unmodifiableMap(new TreeMap<>(metrics));
    objections = List.copyOf(objections);
  }

  boolean passes() {
    return objections.isEmpty();
  }
}
