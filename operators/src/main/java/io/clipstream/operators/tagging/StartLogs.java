package io.clipstream.operators.tagging;

import io.clipstream.control.ControlLogReader;
import io.clipstream.control.DeadLetter;
import io.clipstream.control.DefinitionStore;
import io.clipstream.control.Definitions;
import io.clipstream.operators.generation.Lease;
import io.clipstream.operators.generation.SharedPool;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.runtime.jobgraph.OperatorID;

/**
 * Reads the control logs for a start. Subtasks without state in one process read them once: one
 * does, the others wait for it and take over what it has read, and what came since they read
 * themselves. With state each reads what came since. For the task thread.
 */
final class StartLogs implements AutoCloseable {
  /** Whose subtasks read the same: they have the same options. */
  private record Tagger(JobID job, OperatorID operator) {}

  /**
   * What one subtask has read from the beginnings of the logs, for all.
   *
   * @param definitions never changed again
   */
  private record Whole(StartLogs by, Definitions definitions, List<DeadLetter> refused)
      implements AutoCloseable {
    @Override
    public void close() {}
  }

  /** The first to ask reads, in its own thread. */
  private static final SharedPool<Tagger, Whole> READ = new SharedPool<>(Runnable::run);

  private final Tagger tagger;
  private final TaggerSettings settings;
  private final ControlLogReader reader;
  private final RefusedLetters refused = new RefusedLetters();
  private Lease<Whole> shared;

  StartLogs(
      RuntimeContext context,
      OperatorID operator,
      TaggerSettings settings,
      ControlLogReader reader) {
    this.tagger = new Tagger(context.getJobInfo().getJobId(), operator);
    this.settings = settings;
    this.reader = reader;
  }

  /**
   * Takes what is new in the logs into the definitions.
   *
   * @param patience after which it fails
   * @throws Exception as {@link ControlLogReader#read} does
   */
  void read(Definitions definitions, Duration patience) throws Exception {
    if (definitions.isEmpty() && shared == null) {
      Whole whole = whole(patience);
      definitions.adopt(whole.definitions());
      whole.refused().forEach(refused::add);
      if (whole.by() == this) {
        return;
      }
    }
    definitions.read(reader, patience, refused::add);
  }

  private Whole whole(Duration patience) throws Exception {
    shared =
        READ.lease(
            tagger,
            abandoned -> {
              Definitions definitions = TaggerState.definitions(settings, DefinitionStore.none());
              RefusedLetters letters = new RefusedLetters();
              definitions.read(reader, patience, letters::add);
              return new Whole(this, definitions, letters.newest());
            });
    try {
      return shared.value().get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Records that were refused, oldest first. */
  List<DeadLetter> refused() {
    return refused.newest();
  }

  @Override
  public void close() {
    if (shared != null) {
      shared.close();
    }
  }
}
