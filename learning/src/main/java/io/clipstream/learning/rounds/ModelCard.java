package io.clipstream.learning.rounds;

import java.util.Locale;
import java.util.Map;

/** The README of a checkpoint that a round made. */
final class ModelCard {
  private ModelCard() {}

  static String of(RoundReport report) {
    RoundManifest manifest = report.manifest();
    StringBuilder card = new StringBuilder();
    card.append("# ").append(manifest.roundId()).append("\n\n");
    card.append("Trained further from `").append(manifest.parentId()).append("` on ");
    card.append(report.newPairs()).append(" new pairs and ").append(report.replayedPairs());
    card.append(" older ones; ").append(String.format(Locale.ROOT, "%.2f", report.alpha()));
    card.append(" of what came out, the rest the parent's weights.\n\n");
    card.append("The gate: ")
        .append(report.outcome().wireName())
        .append(". ")
        .append(report.reason());
    card.append("\n\n| measurement | parent | this |\n| --- | --- | --- |\n");
    for (Map.Entry<String, Double> entry : report.parentMetrics().entrySet()) {
      Double own = report.metrics().get(entry.getKey());
      card.append(
          String.format(
              Locale.ROOT, "| %s | %.4f | %.4f |%n", entry.getKey(), entry.getValue(), own));
    }
    return card.append("\nAll of it, with files and settings: ")
        .append(RoundReport.FILE)
        .append(".\n")
        .toString();
  }
}
