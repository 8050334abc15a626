package io.clipstream.operators.learning;

import io.clipstream.control.ControlLogReader;
import io.clipstream.control.RawRecord;
import io.clipstream.learning.TrainingRoundSettings;
import io.clipstream.operators.generation.DownloadSettings;
import io.clipstream.schemas.CheckpointEvent;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/**
 * Makes the operator that trains: its input are the records of the checkpoints topic and of the
 * requests for rounds, its output announcements. At parallelism 1, in a job with checkpoints.
 * Status events and refused requests come out of {@link io.clipstream.operators.types.SideOutputs}.
 */
public final class TrainingRoundFactory extends AbstractStreamOperatorFactory<CheckpointEvent>
    implements OneInputStreamOperatorFactory<RawRecord, CheckpointEvent> {
  private static final long serialVersionUID = 1L;

  private final TrainingRoundSettings settings;
  private final ControlLogReader logs;
  private final DownloadSettings downloads;

  /**
   * @param logs reads the control logs as they stand: at every start, and when a round begins
   * @param downloads how checkpoints are fetched that do not lie on this machine
   */
  public TrainingRoundFactory(
      TrainingRoundSettings settings, ControlLogReader logs, DownloadSettings downloads) {
    this.downloads = downloads;
    this.settings = settings;
    this.logs = logs;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T extends StreamOperator<CheckpointEvent>> T createStreamOperator(
      StreamOperatorParameters<CheckpointEvent> parameters) {
    return (T) new TrainingRound(parameters, settings, logs, downloads);
  }

  @Override
  @SuppressWarnings("rawtypes")
  public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
    return TrainingRound.class;
  }
}
