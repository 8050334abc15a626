package io.clipstream.jobs.lease;

import io.clipstream.jobs.kafka.KafkaSettings;
import io.clipstream.schemas.JobLease;
import java.io.Serial;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;

/**
 * Holds the lease where the job is led: in its JobMaster, once for the job, through every restart
 * of its tasks. A checkpoint waits until the lease was seen to be held, and results are committed
 * after a checkpoint: a job that was overtaken commits nothing.
 */
final class LeaseCoordinator implements OperatorCoordinator {
  private static final byte[] NOTHING = {};

  private final LeaseKeeper keeper;

  private LeaseCoordinator(LeaseKeeper keeper) {
    this.keeper = keeper;
  }

  /**
   * Makes the coordinator where the job runs.
   *
   * @param lease as it was taken at the submission
   */
  record Provider(
      OperatorID operatorId,
      KafkaSettings kafka,
      LeaseSettings settings,
      Claimant claimant,
      JobLease lease)
      implements OperatorCoordinator.Provider {
    @Serial private static final long serialVersionUID = 1L;

    @Override
    public OperatorID getOperatorId() {
      return operatorId;
    }

    @Override
    public OperatorCoordinator create(Context context) {
      return new LeaseCoordinator(
          new LeaseKeeper(
              () -> new LeaseLog(kafka, settings.topic(), claimant.jobName()),
              claimant,
              lease,
              settings.interval(),
              lost -> context.failJob(new SuppressRestartsException(lost))));
    }
  }

  @Override
  public void start() {
    keeper.start();
  }

  @Override
  public void close() throws InterruptedException {
    keeper.close();
  }

  @Override
  public void checkpointCoordinator(long checkpoint, CompletableFuture<byte[]> result) {
    keeper.check().thenRun(() -> result.complete(NOTHING));
  }

  @Override
  public void subtaskReset(int subtask, long checkpoint) {
    keeper.check(); // fenced by another job, perhaps
  }

  @Override
  public void handleEventFromOperator(int subtask, int attempt, OperatorEvent event) {}

  @Override
  public void notifyCheckpointComplete(long checkpoint) {}

  @Override
  public void resetToCheckpoint(long checkpoint, byte[] state) {}

  @Override
  public void executionAttemptFailed(int subtask, int attempt, Throwable reason) {}

  @Override
  public void executionAttemptReady(int subtask, int attempt, SubtaskGateway gateway) {}
}
