package io.clipstream.operators;

import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/**
 * An operator that has a last word when its job ends, also by a savepoint that stops it: Flink
 * finishes operators only where the input is used up or drained, which such a stop must not do. A
 * job that fails or is cancelled has no last word.
 */
public abstract class EndingOperator<T> extends AbstractStreamOperator<T> {
  private static final long serialVersionUID = 1L;
  private static final long NONE = Long.MIN_VALUE;

  private transient long stoppingSavepoint = NONE;
  private transient boolean hasEnded;

  protected EndingOperator(StreamOperatorParameters<T> parameters) {
    super(parameters);
  }

  /** Called once, when nothing more comes in; may emit. */
  protected abstract void ended() throws Exception;

  /** Whether {@link #ended} was called. */
  protected final boolean hasEnded() {
    return hasEnded;
  }

  @Override
  public final OperatorSnapshotFutures snapshotState(
      long checkpointId, long timestamp, CheckpointOptions options, CheckpointStreamFactory storage)
      throws Exception {
    if (options.getCheckpointType() instanceof SavepointType savepoint
        && savepoint.isSynchronous()) {
      stoppingSavepoint = checkpointId;
    }
    return super.snapshotState(checkpointId, timestamp, options, storage);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    if (checkpointId == stoppingSavepoint) {
      end();
    }
  }

  @Override
  public void finish() throws Exception {
    end();
    super.finish();
  }

  private void end() throws Exception {
    if (!hasEnded) {
      hasEnded = true;
      ended();
    }
  }
}
