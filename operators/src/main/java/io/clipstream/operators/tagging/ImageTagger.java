package io.clipstream.operators.tagging;

import io.clipstream.control.ControlRecord;
import io.clipstream.control.DeadLetter;
import io.clipstream.control.Definitions;
import io.clipstream.control.RawRecord;
import io.clipstream.model.DeviceLease;
import io.clipstream.operators.EndingOperator;
import io.clipstream.operators.cluster.TaskDevice;
import io.clipstream.operators.generation.EmbeddingState;
import io.clipstream.operators.generation.Generation;
import io.clipstream.operators.generation.Generations;
import io.clipstream.operators.generation.TaggingModel;
import io.clipstream.operators.trace.Tracing;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.TagEvent;
import java.util.List;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.runtime.event.WatermarkEvent;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.IOUtils;

/**
 * Tags images with the generation that is in service when they arrive. The second input brings the
 * control logs; its watermarks count for nothing.
 */
final class ImageTagger extends EndingOperator<TagEvent>
    implements TwoInputStreamOperator<RawRecord, ControlRecord, TagEvent>, BoundedMultiInput {
  private static final long serialVersionUID = 1L;

  private final transient TaggerSettings settings;
  private final transient TaggerLogs logs;
  private final transient Runnable hasStarted;
  private final transient MailboxExecutor mailbox;
  private transient DeviceLease device;
  private transient TaggerState state;
  private transient Definitions definitions;
  private transient ColdStart.Restored restored;
  private transient Rollout rollout;
  private transient TaggerMetrics meters;
  private transient TaggerOutput tags;
  private transient Tracing tracing;
  private transient Pipeline pipeline;
  private transient ImageIntake intake;
  private transient PoisonRecordWatch watch;
  private transient AutoCloseable previews;

  ImageTagger(
      StreamOperatorParameters<TagEvent> parameters,
      TaggerSettings settings,
      TaggerLogs logs,
      Runnable hasStarted) {
    super(parameters);
    this.settings = settings;
    this.logs = logs;
    this.hasStarted = hasStarted;
    this.mailbox = parameters.getMailboxExecutor();
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    state = new TaggerState(context);
    definitions = state.definitions(settings);
    restored = ColdStart.Restored.of(state, definitions);
    rollout =
        new Rollout(
            definitions,
            mailbox,
            getProcessingTimeService(),
            settings.statusInterval(),
            new Reporter());
  }

  @Override
  public void open() throws Exception {
    super.open();
    meters =
        new TaggerMetrics(
            getMetricGroup(),
            () -> pipeline == null ? 0 : pipeline.images(),
            () -> intake == null ? 0 : intake.waitingCount());
    tags = new TaggerOutput(settings, task(), output, meters);
    rollout.begin(
        new ColdStart(
            settings,
            definitions,
            new StartLogs(getRuntimeContext(), getOperatorID(), settings, logs.control()),
            restored),
        source(),
        settings.swap().policy());
    tracing = settings.trace().open(settings.jobName(), getMetricGroup());
    pipeline =
        new Pipeline(
            settings,
            mailbox,
            getProcessingTimeService(),
            meters,
            this::emit,
            new Workers(settings.batch().decodeThreads(), task().getTaskNameWithSubtasks()),
            tracing);
    watch = PoisonRecordWatch.open(settings.restore().recordAttempts(), logs.attempts());
    intake =
        new ImageIntake(settings, rollout, pipeline, watch, mailbox, getProcessingTimeService());
    previews = LabelPreviewer.start(settings, logs.previewLog(), rollout.serving(), task());
    mailbox.execute(this::started, "tagger started");
  }

  private TaggingModel.Source source() {
    device =
        TaskDevice.lease(
            getRuntimeContext().getExternalResourceInfos(TaskDevice.RESOURCE),
            settings.model().device());
    return settings.model().source(device.device(), settings.batch().size());
  }

  private void started() throws Exception {
    hasStarted.run();
    rollout.announce();
    for (RawRecord record : state.waiting()) {
      intake.takeBack(record);
    }
    rollout.advance();
  }

  private final class Reporter implements Rollout.Listener {
    @Override
    public void refused(DeadLetter letter) {
      tags.refused(letter);
    }

    @Override
    public void report(Generations generations) {
      tags.status(generations, definitions);
    }

    @Override
    public void waits(Generations generations, String activity) {
      tags.waits(generations, definitions, activity);
    }

    @Override
    public void advanced() throws Exception {
      intake.release();
    }
  }

  private TaskInfo task() {
    return getRuntimeContext().getTaskInfo();
  }

  /** What is in service; for the task thread. */
  Generation generation() {
    return rollout.generations().current().orElseThrow();
  }

  Generations generations() {
    return rollout.generations();
  }

  /** What the control logs say; for the task thread. */
  Definitions definitions() {
    return definitions;
  }

  /** Embeddings of a model that a snapshot of now would hold. */
  int restorable(CheckpointEvent checkpoint) {
    EmbeddingState kept = new EmbeddingState();
    rollout.generations().embeddings().forEach(kept::add);
    return kept.rows(checkpoint.getSha256());
  }

  ImageIntake intake() {
    return intake;
  }

  ColdStart.Restored restored() {
    return restored;
  }

  // ------------------------------------------------------------------ images

  @Override
  public void processElement1(StreamRecord<RawRecord> element) throws Exception {
    meters.arrived();
    intake.take(element.getValue(), element.hasTimestamp() ? element.getTimestamp() : null);
  }

  private void emit(ImageEntry image) {
    intake.releaseSoon();
    tags.image(image);
  }

  // ------------------------------------------------------------------ control

  @Override
  public void processElement2(StreamRecord<ControlRecord> element) throws Exception {
    rollout.take(element.getValue());
  }

  // ------------------------------------------------------------------ what keeps its place

  @Override
  public void processWatermark1(Watermark mark) throws Exception {
    intake.behind(() -> output.emitWatermark(mark));
  }

  @Override
  public void processWatermark2(Watermark mark) {}

  @Override
  public void processWatermark1(WatermarkEvent mark) throws Exception {
    intake.behind(() -> output.emitWatermark(mark));
  }

  @Override
  public void processWatermark2(WatermarkEvent mark) {}

  @Override
  protected void processWatermarkStatus(WatermarkStatus status, int input) throws Exception {
    if (input == 0) {
      intake.behind(() -> output.emitWatermarkStatus(status));
    }
  }

  @Override
  public void processLatencyMarker1(LatencyMarker marker) throws Exception {
    pipeline.add(() -> reportOrForwardLatencyMarker(marker));
  }

  @Override
  public void processRecordAttributes1(RecordAttributes attributes) {
    try {
      pipeline.add(() -> output.emitRecordAttributes(attributes));
    } catch (Exception e) {
      throw new IllegalStateException("cannot hand on " + attributes, e);
    }
  }

  @Override
  public void processRecordAttributes2(RecordAttributes attributes) {}

  // ------------------------------------------------------------------ state and end

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    intake.flush();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    boolean isFirst = task().getIndexOfThisSubtask() == 0; // they are alike on all
    state.snapshot(
        generations().current().map(Generation::checkpoint),
        isFirst ? generations().embeddings() : List.of(),
        intake.waitingRecords());
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    watch.end();
  }

  @Override
  public void endInput(int input) throws Exception {
    if (input == 1) {
      intake.finish();
    }
  }

  @Override
  public void finish() throws Exception {
    intake.finish();
    super.finish();
  }

  @Override
  protected void ended() {
    rollout.end();
    tags.ends(generations(), definitions);
  }

  @Override
  public void close() throws Exception {
    IOUtils.closeAll(previews, pipeline, tracing, rollout, device, watch, super::close);
  }
}
