package io.clipstream.cli.state;

import io.clipstream.embedded.DirectoryLock;
import io.clipstream.model.Folders;
import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What a job keeps from run to run, in a directory that is its own while it is open: a directory
 * for each run, numbered, with the run's checkpoints and the savepoint that ended it.
 */
public final class StateDirectory implements AutoCloseable {
  private static final String ID = "directory-id";
  private static final String NAME = "run-%06d";
  private static final int DIGITS = NAME.indexOf('%');

  private final Path directory;
  private final StateOwner owner;
  private final DirectoryLock lock;
  private final List<String> damaged = new ArrayList<>();

  private StateDirectory(Path directory, StateOwner owner, DirectoryLock lock) {
    this.directory = directory;
    this.owner = owner;
    this.lock = lock;
  }

  /**
   * Opens the directory; it is made if it is not there, and closed to other users.
   *
   * @throws ResourceException if another process has it open, or it cannot be written to
   */
  public static StateDirectory open(Path directory, StateOwner owner) {
    Path path = directory.toAbsolutePath().normalize();
    return new StateDirectory(
        path, owner, DirectoryLock.take(path, "the state of " + owner.name(), "job"));
  }

  /**
   * The state to go on from: what the newest run completed last and can be read, or was told to
   * begin with. There is none before the first run, after a run that did all it had to do, and
   * after a fresh one that completed nothing.
   *
   * @throws ResourceException if the state is another job's or does not fit, or none of it can be
   *     read
   */
  public Optional<SavedState> newest() {
    try {
      for (Run run : runs()) {
        Optional<SavedState> state = run.isFinished() ? Optional.empty() : newest(run);
        if (state.isPresent()) {
          deleteBefore(run);
          return state;
        }
        if (run.isAnew() || run.isFinished()) {
          break;
        }
      }
    } catch (IOException e) {
      throw new ResourceException(directory + ": the state cannot be read: " + e + advice(), e);
    }
    if (!damaged.isEmpty()) {
      throw unusable("nothing of it can be read: " + String.join("; ", damaged));
    }
    return Optional.empty();
  }

  private Optional<SavedState> newest(Run run) throws IOException {
    if (run.isStoppedElsewhere()) {
      throw unusable(
          "its last run was stopped by somebody else, who knows where the savepoint is;"
              + " --flink.execution.state-recovery.path goes on from that");
    }
    for (Path saved : run.complete()) {
      try {
        SavedState state = SavedState.read(saved);
        owner.misfit(run.owner()).ifPresent(this::refuse);
        return Optional.of(state);
      } catch (IOException e) {
        damaged.add(saved + ": " + e.getMessage());
      }
    }
    if (run.beganElsewhere().isPresent()) {
      throw unusable(
          "its last run began with %s and completed nothing; %s goes on from that"
              .formatted(run.beganElsewhere().get(), "--flink.execution.state-recovery.path"));
    }
    return Optional.empty();
  }

  private void refuse(String misfit) {
    throw unusable(misfit);
  }

  private ResourceException unusable(String why) {
    return new ResourceException(directory + ": the state does not fit: " + why + advice());
  }

  private static String advice() {
    return "; or begin without it: --fresh, or remove the directory. What waits only in it is then"
        + " lost";
  }

  /** What {@link #newest} passed over since it cannot be read, with the reason. */
  public List<String> damaged() {
    return List.copyOf(damaged);
  }

  /**
   * Begins a run.
   *
   * @param isAnew whether it begins without the state of those before it, and later ones too
   */
  public Run begin(boolean isAnew) {
    return begin(isAnew, Optional.empty());
  }

  /** Begins a run with state from elsewhere, and without that of the runs before. */
  public Run beginFrom(String state) {
    return begin(true, Optional.of(state));
  }

  private Run begin(boolean isAnew, Optional<String> from) {
    try {
      List<Run> runs = runs();
      int number = runs.isEmpty() ? 1 : number(runs.get(0).directory()) + 1;
      return Run.make(directory.resolve(NAME.formatted(number)), owner, isAnew, from);
    } catch (IOException e) {
      throw new ResourceException(directory + ": cannot hold state: " + e, e);
    }
  }

  /** The newest first. */
  private List<Run> runs() throws IOException {
    List<Run> runs = new ArrayList<>();
    for (Path path : directories()) {
      runs.add(Run.read(path));
    }
    return runs;
  }

  private List<Path> directories() throws IOException {
    try (Stream<Path> inside = Files.list(directory)) {
      return inside
          .filter(path -> path.getFileName().toString().matches("run-[0-9]{6,9}"))
          .filter(path -> Files.isRegularFile(path.resolve("run.properties")))
          .sorted(Comparator.comparingInt(StateDirectory::number).reversed())
          .toList();
    }
  }

  private static int number(Path run) {
    return Integer.parseInt(run.getFileName().toString().substring(DIGITS));
  }

  /** They are outlived by a run that has completed a checkpoint. */
  private void deleteBefore(Run kept) throws IOException {
    for (Path path : directories()) {
      if (number(path) < number(kept.directory())) {
        Folders.delete(path);
      }
    }
  }

  /**
   * What tells it from another directory of this path, before or elsewhere: made by its first user.
   *
   * @throws ResourceException if it cannot be read or written
   */
  public String id() {
    Path file = directory.resolve(ID);
    try {
      if (!Files.exists(file)) {
        Files.writeString(file, UUID.randomUUID().toString());
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new ResourceException(file + ": cannot be read or written: " + e, e);
    }
  }

  /** The absolute path. */
  public Path path() {
    return directory;
  }

  @Override
  public void close() {
    lock.close();
  }
}
