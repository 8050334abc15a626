package io.clipstream.cli.local;

import io.clipstream.cli.state.Run;
import io.clipstream.cli.state.SavedState;
import io.clipstream.cli.state.StateDirectory;
import io.clipstream.cli.state.StateOwner;
import io.clipstream.jobs.lease.Home;
import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.StateRecoveryOptions;

/** Where the state of a job in this process comes from and goes to. */
sealed interface LocalState extends AutoCloseable {
  /** So that there is one before it, should the newest be damaged. */
  int RETAINED = 2;

  /** Where the job runs. */
  Home home();

  /** Sets what Flink must know about it. */
  void configure(Configuration flink);

  /** Where the savepoint goes that ends the job. */
  String savepoints();

  /** What to do if the job could not begin since its state is damaged, to end a sentence. */
  String ifDamaged();

  /** The job ended by itself. */
  void ended();

  /** The job was stopped with a savepoint. */
  void stopped(String savepoint);

  @Override
  void close();

  /**
   * In the job's own directory, unless the settings for Flink say where.
   *
   * @param asked what was set for Flink
   * @throws ResourceException if the directory is in use, or holds state that does not fit
   */
  static LocalState open(
      Path directory, StateOwner owner, Configuration asked, boolean isFresh, Messages messages) {
    if (asked.contains(CheckpointingOptions.CHECKPOINTS_DIRECTORY)) {
      return new AsFlinkIsTold(asked, messages);
    }
    StateDirectory state = StateDirectory.open(directory, owner);
    try {
      return InDirectory.begin(state, asked, isFresh, messages);
    } catch (RuntimeException | Error e) {
      state.close();
      throw e;
    }
  }

  /** In a directory of the job, from which the next start goes on. */
  record InDirectory(StateDirectory directory, Run run, Optional<String> from, Configuration asked)
      implements LocalState {
    private static InDirectory begin(
        StateDirectory directory, Configuration asked, boolean isFresh, Messages messages) {
      messages.progress().accept("state is kept in " + directory.path());
      Optional<String> whence = asked.getOptional(StateRecoveryOptions.SAVEPOINT_PATH);
      if (whence.isPresent()) {
        messages.progress().accept("goes on from the state asked for");
        Run run = directory.beginFrom(whence.get());
        return new InDirectory(directory, run, Optional.empty(), asked);
      }
      Optional<SavedState> newest = isFresh ? Optional.empty() : directory.newest();
      warn(directory, newest, messages);
      messages.progress().accept(say(newest));
      Optional<String> from = newest.map(state -> state.path().toUri().toString());
      return new InDirectory(directory, directory.begin(isFresh), from, asked);
    }

    @Override
    public Home home() {
      return Home.lockedDirectory(directory.path().toString(), directory.id());
    }

    private static String say(Optional<SavedState> newest) {
      return newest
          .map(
              state ->
                  "goes on from %s of %s, whatever start.from says; --fresh begins without it"
                      .formatted(state.path(), state.at()))
          .orElse("begins without state");
    }

    private static void warn(
        StateDirectory directory, Optional<SavedState> newest, Messages messages) {
      for (String damaged : directory.damaged()) {
        messages.notice().accept("cannot be read, the one before is taken: " + damaged);
      }
      if (newest.isPresent() && !directory.damaged().isEmpty()) {
        messages.notice().accept("results since then may come a second time");
      }
    }

    @Override
    public void configure(Configuration flink) {
      flink.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, run.directory().toUri().toString());
      flink.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
      flink.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, RETAINED);
      flink.set(
          CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
          ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
      from.ifPresent(path -> flink.set(StateRecoveryOptions.SAVEPOINT_PATH, path));
    }

    @Override
    public String savepoints() {
      return asked
          .getOptional(CheckpointingOptions.SAVEPOINT_DIRECTORY)
          .orElse(run.directory().toUri().toString());
    }

    @Override
    public String ifDamaged() {
      return from.map(
              state ->
                  "; should the state be damaged, move %s away, and the one before is taken"
                      .formatted(Path.of(URI.create(state))))
          .orElse("");
    }

    @Override
    public void ended() {
      remember(Run::ended);
    }

    @Override
    public void stopped(String savepoint) {
      URI uri = URI.create(savepoint);
      if ("file".equals(uri.getScheme())) {
        remember(ended -> ended.stopped(Path.of(uri)));
      } else {
        remember(Run::stoppedElsewhere);
      }
    }

    private interface Memory {
      void write(Run run) throws IOException;
    }

    private void remember(Memory memory) {
      try {
        memory.write(run);
      } catch (IOException e) {
        throw new ResourceException(
            run.directory() + ": how the job ended cannot be written down: " + e, e);
      }
    }

    @Override
    public void close() {
      directory.close();
    }
  }

  /**
   * Where {@code flink.execution.checkpointing.dir} says; nobody looks there for what to resume.
   */
  record AsFlinkIsTold(Configuration asked, Messages messages) implements LocalState {
    @Override
    public Home home() {
      return Home.process();
    }

    @Override
    public void configure(Configuration flink) {
      messages
          .progress()
          .accept(
              "state is kept in "
                  + asked.get(CheckpointingOptions.CHECKPOINTS_DIRECTORY)
                  + ", as flink.execution.checkpointing.dir says; a start goes on from it only with"
                  + " flink.execution.state-recovery.path");
      flink.set(
          CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
          ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    }

    @Override
    public String savepoints() {
      return asked
          .getOptional(CheckpointingOptions.SAVEPOINT_DIRECTORY)
          .orElseGet(() -> asked.get(CheckpointingOptions.CHECKPOINTS_DIRECTORY));
    }

    @Override
    public String ifDamaged() {
      return "";
    }

    @Override
    public void ended() {}

    @Override
    public void stopped(String savepoint) {
      messages
          .progress()
          .accept(
              "savepoint %s; go on from it with --flink.execution.state-recovery.path %s"
                  .formatted(savepoint, savepoint));
    }

    @Override
    public void close() {}
  }
}
