package io.clipstream.operators.tagging;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.checkpoint.CheckpointCoordinator;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;

/**
 * Lets Flink begin no checkpoint as long as a tagger waits for what it begins with: it could not
 * complete, and would count as failed. Flink has no word for that but the backlog of a source,
 * during which checkpoints come at an interval of its own; jobs set that to none. The first one of
 * all Flink tries whatever it is told, so that one may be counted. Savepoints that are asked for
 * are not held back.
 *
 * <p>For the main thread of the JobMaster, as Flink calls it.
 */
final class StartCoordinator implements OperatorCoordinator {
  private static final byte[] NOTHING = {};

  private final Context context;
  private final Set<Integer> started = new HashSet<>();
  private boolean isRunning;

  private StartCoordinator(Context context) {
    this.context = context;
  }

  /** A subtask has what it begins with. */
  record Started() implements OperatorEvent {
    @Serial private static final long serialVersionUID = 1L;
  }

  /** Makes the coordinator where the job is led. */
  record Provider(OperatorID operatorId) implements OperatorCoordinator.Provider {
    @Serial private static final long serialVersionUID = 1L;

    Provider {
      requireNonNull(operatorId, "operatorId is null");
    }

    @Override
    public OperatorID getOperatorId() {
      return operatorId;
    }

    @Override
    public OperatorCoordinator create(Context context) {
      return new StartCoordinator(context);
    }
  }

  @Override
  public void start() {
    isRunning = true;
    report();
  }

  @Override
  public void handleEventFromOperator(int subtask, int attempt, OperatorEvent event) {
    started.add(subtask);
    report();
  }

  @Override
  public void executionAttemptFailed(int subtask, int attempt, Throwable reason) {
    waitsAgain(subtask);
  }

  @Override
  public void subtaskReset(int subtask, long checkpoint) {
    waitsAgain(subtask);
  }

  @Override
  public void resetToCheckpoint(long checkpoint, byte[] state) {
    started.clear();
    report();
  }

  private void waitsAgain(int subtask) {
    started.remove(subtask);
    report();
  }

  private void report() {
    CheckpointCoordinator checkpoints = isRunning ? context.getCheckpointCoordinator() : null;
    if (checkpoints != null) { // there is none without checkpoints
      boolean isWaiting = started.size() < context.currentParallelism();
      checkpoints.setIsProcessingBacklog(context.getOperatorId(), isWaiting);
    }
  }

  @Override
  public void checkpointCoordinator(long checkpoint, CompletableFuture<byte[]> result) {
    result.complete(NOTHING);
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) {}

  @Override
  public void executionAttemptReady(int subtask, int attempt, SubtaskGateway gateway) {}

  @Override
  public void close() {}
}
