package io.clipstream.cli;

import io.clipstream.control.CheckpointRule;
import io.clipstream.model.Folders;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.GenerationStatus;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.StatusEvent;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clipstream checkpoint prune}: frees the disk of checkpoints that nobody needs. */
@Command(
    name = "prune",
    mixinStandardHelpOptions = true,
    description = "Deletes directories of checkpoints that rounds made and nobody needs.",
    footer = {
      "",
      "Never deleted: what is promoted, what was before it, what a job's last status names as "
          + "active or coming, what --keep names (pinned ones, baselines), and what is younger than "
          + "--keep-for. Only directories under --under are touched, and only those that hold the "
          + "report of a round. A savepoint that names a deleted checkpoint cannot be restored.",
      "",
      "Example:",
      "  clipstream checkpoint prune --under /models --keep-for P30D --keep clip-base --dry-run"
    })
final class CheckpointPrune implements Callable<Integer> {
  @Mixin private KafkaConnection kafka;

  @Option(
      names = "--model-name",
      defaultValue = Announcement.MODEL,
      description = "The model. Default: ${DEFAULT-VALUE}.")
  private String model;

  @Option(
      names = "--under",
      required = true,
      paramLabel = "DIR",
      description = "Only checkpoints in here.")
  private Path under;

  @Option(
      names = "--keep-for",
      defaultValue = "P7D",
      paramLabel = "DURATION",
      description = "ISO 8601, such as P7D or PT12H. Default: ${DEFAULT-VALUE}.")
  private Duration keepFor;

  @Option(names = "--keep", paramLabel = "ID", description = "Never these; may be repeated.")
  private List<String> keep = new ArrayList<>();

  @Option(names = "--dry-run", description = "Only say what would go.")
  private boolean dryRun;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<CheckpointEvent> victims;
    try (KafkaClients clients = kafka.connect()) {
      List<CheckpointEvent> history = CheckpointLog.read(clients, kafka).of(model);
      Set<String> needed = new HashSet<>(keep);
      needed.addAll(inUse(clients));
      victims = victims(history, needed, Instant.now().minus(keepFor));
    }
    for (CheckpointEvent victim : victims) {
      Path directory = directory(victim);
      if (directory != null) {
        out.println((dryRun ? "would delete " : "deleting ") + directory);
        if (!dryRun) {
          delete(directory);
        }
      }
    }
    out.flush();
    return 0;
  }

  /** What the last status of any job names. */
  private Set<String> inUse(KafkaClients clients) {
    Set<String> ids = new HashSet<>();
    for (StatusEvent status : StatusLog.read(clients, kafka).events()) {
      for (GenerationStatus generation : nonNull(status.getActive(), status.getPending())) {
        ids.add(generation.getCheckpointId());
      }
    }
    return ids;
  }

  private static List<GenerationStatus> nonNull(GenerationStatus... some) {
    return Stream.of(some).filter(one -> one != null).toList();
  }

  /**
   * The last announcement of each checkpoint that may go.
   *
   * @param needed ids that stay
   * @param before only what was announced last before this time
   */
  static List<CheckpointEvent> victims(
      List<CheckpointEvent> history, Set<String> needed, Instant before) {
    Set<String> stay = new HashSet<>(needed);
    List<String> promoted =
        inForce(history).stream().map(CheckpointEvent::getCheckpointId).toList();
    List<String> latest = new ArrayList<>();
    for (int i = promoted.size() - 1; i >= 0 && latest.size() < 2; i--) {
      if (!latest.contains(promoted.get(i))) {
        latest.add(promoted.get(i));
      }
    }
    stay.addAll(latest);
    Map<String, CheckpointEvent> last = new LinkedHashMap<>();
    history.forEach(event -> last.put(event.getCheckpointId(), event));
    // Two ids may share a directory: it stays if one of them does.
    Set<String> places = new HashSet<>();
    last.values().stream()
        .filter(event -> stay.contains(event.getCheckpointId()))
        .forEach(event -> places.add(event.getUri()));
    return last.values().stream()
        .filter(event -> !stay.contains(event.getCheckpointId()))
        .filter(event -> !places.contains(event.getUri()))
        .filter(event -> event.getAnnouncedAt().isBefore(before))
        .toList();
  }

  private static List<CheckpointEvent> inForce(List<CheckpointEvent> history) {
    return history.isEmpty()
        ? List.of()
        : CheckpointRule.following(history.get(0).getModelName()).inForce(history);
  }

  /** The directory, if it is there, lies where we may delete, and a round made it; else null. */
  private Path directory(CheckpointEvent event) {
    try {
      URI uri = URI.create(event.getUri());
      Path path = uri.getScheme() == null ? Path.of(event.getUri()) : Path.of(uri);
      Path real = path.toAbsolutePath().normalize();
      boolean ours =
          Files.isDirectory(real, LinkOption.NOFOLLOW_LINKS)
              && real.getParent().equals(under.toAbsolutePath().normalize())
              && Files.isRegularFile(real.resolve("round.json"));
      return ours ? real : null;
    } catch (IllegalArgumentException | java.nio.file.FileSystemNotFoundException e) {
      return null;
    }
  }

  private static void delete(Path directory) {
    try {
      Folders.delete(directory);
    } catch (IOException e) {
      throw new ResourceException(directory + ": cannot be deleted: " + e.getMessage(), e);
    }
  }
}
