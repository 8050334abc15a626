package io.clipstream.dashboard.models;

import io.clipstream.control.CheckpointHistory.Entry;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.Lineage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A checkpoint as the page shows it.
 *
 * @param status where its last announcement puts it
 * @param measures of the gate, by name
 * @param round null if no round made it
 * @param announcements oldest first
 */
record CheckpointView(
    String id,
    String parent,
    String status,
    String uri,
    String sha256,
    String space,
    int dimension,
    String architecture,
    List<Measure> measures,
    Round round,
    List<Announced> announcements) {

  /** A number of the gate: of the pinned baseline, the parent and this one; null where unknown. */
  record Measure(String name, Double baseline, Double parent, Double own) {}

  /** How a round made it. */
  record Round(
      String id,
      long newPairs,
      long replayedPairs,
      int files,
      long seed,
      Double alpha,
      Map<String, String> settings) {
    static Round of(Lineage lineage) {
      return lineage == null
          ? null
          : new Round(
              lineage.getRoundId(),
              lineage.getNewPairs(),
              lineage.getReplayedPairs(),
              lineage.getFiles().size(),
              lineage.getSeed(),
              lineage.getAlpha(),
              new TreeMap<>(lineage.getSettings()));
    }
  }

  /**
   * An announcement.
   *
   * @param at milliseconds since 1970
   * @param refusal why jobs do not follow it, null if they do
   */
  record Announced(
      long at, String status, String reason, String by, String replaces, String refusal) {
    static Announced of(Entry entry) {
      CheckpointEvent event = entry.event();
      return new Announced(
          event.getAnnouncedAt().toEpochMilli(),
          event.getStatus().name(),
          event.getReason(),
          event.getAnnouncedBy(),
          event.getReplaces(),
          entry.refusal().orElse(null));
    }
  }

  /**
   * @param entries of one checkpoint, oldest first, one at least
   */
  static CheckpointView of(List<Entry> entries) {
    CheckpointEvent last = entries.get(entries.size() - 1).event();
    return new CheckpointView(
        last.getCheckpointId(),
        last.getParentId(),
        last.getStatus().name(),
        last.getUri(),
        last.getSha256(),
        last.getEmbeddingSpaceId(),
        last.getEmbeddingDimension(),
        last.getArchitecture(),
        measures(last),
        Round.of(last.getLineage()),
        entries.stream().map(Announced::of).toList());
  }

  private static List<Measure> measures(CheckpointEvent event) {
    TreeSet<String> names = new TreeSet<>(event.getParentMetrics().keySet());
    names.addAll(event.getMetrics().keySet());
    return names.stream()
        .map(
            name ->
                new Measure(
                    name,
                    finite(event.getBaselineMetrics().get(name)),
                    finite(event.getParentMetrics().get(name)),
                    finite(event.getMetrics().get(name))))
        .toList();
  }

  /** JSON has no other numbers. */
  private static Double finite(Double value) {
    return value == null || !Double.isFinite(value) ? null : value;
  }
}
