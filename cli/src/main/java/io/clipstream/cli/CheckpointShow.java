package io.clipstream.cli;

import io.clipstream.control.CheckpointHistory;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.Lineage;
import io.clipstream.schemas.Quoting;
import io.clipstream.schemas.ResourceException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code clipstream checkpoint show ID}: where it comes from, and its numbers beside its parent's.
 */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Where a checkpoint comes from, and its numbers beside its parent's.")
final class CheckpointShow implements Callable<Integer> {
  @Parameters(paramLabel = "ID", description = "Id of the checkpoint.")
  private String id;

  @Mixin private KafkaConnection kafka;

  @Option(names = "--json", description = "One JSON object an announcement.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (KafkaClients clients = kafka.connect()) {
      List<CheckpointHistory.Entry> entries =
          CheckpointLog.read(clients, kafka).entries().stream()
              .filter(entry -> entry.event().getCheckpointId().equals(id))
              .toList();
      if (entries.isEmpty()) {
        throw new ResourceException(
            "no checkpoint '" + id + "' was announced; 'clipstream checkpoint list' shows them");
      }
      if (json) {
        entries.forEach(entry -> Output.json(out, AvroText.fields(entry.event())));
      } else {
        show(out, entries);
      }
    }
    out.flush();
    return 0;
  }

  private static void show(PrintWriter out, List<CheckpointHistory.Entry> entries) {
    CheckpointEvent last = entries.get(entries.size() - 1).event();
    line(out, "checkpoint", last.getCheckpointId());
    line(out, "model", last.getModelName());
    line(out, "parent", String.valueOf(last.getParentId()));
    line(out, "place", last.getUri());
    line(out, "sha256", last.getSha256());
    line(out, "embeddings", last.getEmbeddingSpaceId() + ", " + last.getEmbeddingDimension());
    out.println("history");
    for (CheckpointHistory.Entry entry : entries) {
      CheckpointEvent event = entry.event();
      out.printf(
          "  %s  %-9s  %s%n",
          event.getAnnouncedAt(),
          entry.refusal().isPresent() ? "REFUSED" : event.getStatus(),
          Quoting.clip(String.valueOf(event.getReason())));
    }
    if (last.getLineage() != null) {
      lineage(out, last.getLineage());
    }
    measurements(out, last);
  }

  private static void line(PrintWriter out, String name, String value) {
    out.printf("%-11s %s%n", name, Quoting.clip(value));
  }

  private static void lineage(PrintWriter out, Lineage lineage) {
    out.printf(
        Locale.ROOT,
        "round       %s: %d new pairs, %d replayed, %d files, seed %d, alpha %s%n",
        Quoting.clip(lineage.getRoundId()),
        lineage.getNewPairs(),
        lineage.getReplayedPairs(),
        lineage.getFiles().size(),
        lineage.getSeed(),
        lineage.getAlpha());
    lineage.getSettings().entrySet().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .forEach(
            e -> out.printf("  %s = %s%n", Quoting.clip(e.getKey()), Quoting.clip(e.getValue())));
  }

  private static void measurements(PrintWriter out, CheckpointEvent event) {
    Set<String> names = new TreeSet<>(event.getParentMetrics().keySet());
    names.addAll(event.getMetrics().keySet());
    if (!names.isEmpty()) {
      out.printf("%-44s %10s %10s %10s%n", "measurement", "baseline", "parent", "this");
    }
    for (String name : names) {
      out.printf(
          "%-44s %10s %10s %10s%n",
          Quoting.clip(name),
          number(event.getBaselineMetrics().get(name)),
          number(event.getParentMetrics().get(name)),
          number(event.getMetrics().get(name)));
    }
  }

  private static String number(Double value) {
    return value == null ? "" : String.format(Locale.ROOT, "%.4f", value);
  }
}
