package io.clipstream.operators.tagging;

import static java.util.Objects.requireNonNull;

import io.clipstream.control.ControlLogReader;
import io.clipstream.control.ControlRecord;
import io.clipstream.control.RawRecord;
import io.clipstream.operators.AttemptLog;
import io.clipstream.operators.PreviewLog;
import io.clipstream.operators.cluster.ModelClassPath;
import io.clipstream.operators.types.SideOutputs;
import io.clipstream.schemas.TagEvent;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorEventGateway;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.CoordinatedOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperatorFactory;

/**
 * Makes taggers: {@code images.connect(control.broadcast()).transform("tagger",
 * RecordTypes.TAG_EVENT, factory)}. Dead letters and status events come out of {@link SideOutputs}.
 */
public final class ImageTaggerFactory extends AbstractStreamOperatorFactory<TagEvent>
    implements TwoInputStreamOperatorFactory<RawRecord, ControlRecord, TagEvent>,
        CoordinatedOperatorFactory<TagEvent> {
  private static final long serialVersionUID = 1L;

  private final TaggerSettings settings;
  private final TaggerLogs logs;

  /**
   * @param reader what every start reads the control logs with
   * @param attempts where it is noted which records are worked on, if the settings ask for that
   */
  public ImageTaggerFactory(TaggerSettings settings, ControlLogReader reader, AttemptLog attempts) {
    this(settings, new TaggerLogs(reader, attempts, null));
  }

  private ImageTaggerFactory(TaggerSettings settings, TaggerLogs logs) {
    this.settings = requireNonNull(settings, "settings is null");
    this.logs = logs;
  }

  /** The same, whose taggers answer previews of label sets. */
  public ImageTaggerFactory withPreviews(PreviewLog previews) {
    return new ImageTaggerFactory(
        settings, new TaggerLogs(logs.control(), logs.attempts(), previews));
  }

  @Override
  public OperatorCoordinator.Provider getCoordinatorProvider(String name, OperatorID operatorId) {
    return new StartCoordinator.Provider(operatorId);
  }

  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public <T extends StreamOperator<TagEvent>> T createStreamOperator(
      StreamOperatorParameters<TagEvent> parameters) {
    ModelClassPath.require();
    OperatorEventGateway coordinator =
        parameters
            .getOperatorEventDispatcher()
            .getOperatorEventGateway(parameters.getStreamConfig().getOperatorID());
    return (T)
        new ImageTagger(
            parameters,
            settings,
            logs,
            () -> coordinator.sendEventToCoordinator(new StartCoordinator.Started()));
  }

  @Override
  @SuppressWarnings("rawtypes")
  public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
    return ImageTagger.class;
  }
}
