package io.clipstream.cli.state;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.StateObject;
import org.apache.flink.runtime.state.StreamStateHandle;

/**
 * A completed checkpoint or savepoint.
 *
 * @param path of its directory
 * @param number of the checkpoint in the life of the job
 * @param at when it was completed
 */
public record SavedState(Path path, long number, Instant at) {
  static final String METADATA = "_metadata";

  /** Whether a checkpoint or savepoint was completed in this directory. */
  static boolean isComplete(Path directory) {
    return Files.isRegularFile(directory.resolve(METADATA));
  }

  /**
   * Reads what a checkpoint says about itself.
   *
   * @throws IOException if that cannot be read, or a file that it names is not there in full
   */
  static SavedState read(Path directory) throws IOException {
    Path metadata = directory.resolve(METADATA);
    CheckpointMetadata checkpoint = metadata(metadata, directory);
    for (OperatorState operator : checkpoint.getOperatorStates()) {
      for (OperatorSubtaskState subtask : operator.getStates()) {
        requireFiles(subtask);
      }
    }
    Instant at = Files.getLastModifiedTime(metadata).toInstant().truncatedTo(ChronoUnit.SECONDS);
    return new SavedState(directory, checkpoint.getCheckpointId(), at);
  }

  /**
   * Its number in the life of the job.
   *
   * @throws IOException if that cannot be read
   */
  static long number(Path directory) throws IOException {
    return metadata(directory.resolve(METADATA), directory).getCheckpointId();
  }

  private static CheckpointMetadata metadata(Path metadata, Path directory) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(metadata)))) {
      return Checkpoints.loadCheckpointMetadata(
          in, SavedState.class.getClassLoader(), directory.toUri().toString());
    } catch (RuntimeException | OutOfMemoryError e) { // what lengths that lie lead to
      throw new IOException(metadata + " cannot be read: " + e, e);
    }
  }

  private static void requireFiles(OperatorSubtaskState subtask) throws IOException {
    Iterable<StateObject> states =
        Stream.<Iterable<? extends StateObject>>of(
                    subtask.getManagedOperatorState(),
                    subtask.getRawOperatorState(),
                    subtask.getManagedKeyedState(),
                    subtask.getRawKeyedState(),
                    subtask.getInputChannelState(),
                    subtask.getResultSubpartitionState())
                .<StateObject>mapMulti((some, each) -> some.forEach(each))
            ::iterator;
    for (StateObject state : states) {
      if (state instanceof StreamStateHandle handle && handle.maybeGetPath().isPresent()) {
        requireFile(Path.of(handle.maybeGetPath().get().toUri().getPath()), handle.getStateSize());
      }
    }
  }

  private static void requireFile(Path file, long bytes) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + " is missing");
    }
    if (Files.size(file) < bytes) {
      throw new IOException(
          "%s has %d bytes, expected %d".formatted(file, Files.size(file), bytes));
    }
  }
}
