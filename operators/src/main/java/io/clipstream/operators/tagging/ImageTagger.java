package io.clipstream.operators.tagging;

import io.clipstream.operators.ControlLogReader;
import io.clipstream.operators.ControlRecord;
import io.clipstream.operators.DeadLetter;
import io.clipstream.operators.RawRecord;
import io.clipstream.operators.cluster.TaskDevice;
import io.clipstream.operators.control.CheckpointRule;
import io.clipstream.operators.control.ControlCodecs;
import io.clipstream.operators.control.Definitions;
import io.clipstream.operators.control.LabelSetInForce;
import io.clipstream.operators.control.Verdict;
import io.clipstream.operators.generation.EmbeddingState;
import io.clipstream.operators.generation.Failures;
import io.clipstream.operators.generation.Generation;
import io.clipstream.operators.generation.Generations;
import io.clipstream.operators.generation.Slot;
import io.clipstream.operators.generation.TaggingModel;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.Quoting;
import io.clipstream.schemas.TagEvent;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.runtime.event.WatermarkEvent;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.function.ThrowingConsumer;

/**
 * Tags images with the generation that is in service when they arrive. The second input brings the
 * control logs; its watermarks count for nothing.
 */
final class ImageTagger extends AbstractStreamOperator<TagEvent>
    implements TwoInputStreamOperator<RawRecord, ControlRecord, TagEvent>, BoundedMultiInput {
  private static final long serialVersionUID = 1L;

  private final transient TaggerSettings settings;
  private final transient ControlLogReader reader;
  private final transient MailboxExecutor mailbox;
  private final transient AtomicBoolean isPinged = new AtomicBoolean();
  private final transient Semaphore news = new Semaphore(0);

  private transient TaggerState state;
  private transient Definitions definitions;
  private transient EmbeddingState restored;
  private transient CheckpointEvent lastActive;
  private transient Generations generations;
  private transient Arrivals arrivals;
  private transient TaggerMetrics meters;
  private transient Pipeline pipeline;
  private transient WaitingImages waiting;
  private transient StreamRecord<TagEvent> out;
  private transient long retryTimerAt;
  private transient volatile boolean isOpen;

  ImageTagger(
      StreamOperatorParameters<TagEvent> parameters,
      TaggerSettings settings,
      ControlLogReader reader) {
    super(parameters);
    this.settings = settings;
    this.reader = reader;
    this.mailbox = parameters.getMailboxExecutor();
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    state = new TaggerState(context);
    String pinned =
        settings.follow() instanceof Follow.Pinned follow ? follow.checkpointId() : null;
    definitions =
        new Definitions(
            ControlCodecs.of(settings.wireFormat()),
            new CheckpointRule(settings.modelName(), pinned),
            state.definitions());
    restored = state.isRestored() ? state.embeddings() : new EmbeddingState();
    lastActive = state.isRestored() ? state.lastActive(definitions.wanted()) : null;
    generations =
        new Generations(
            definitions,
            new TaggingModel.Source(
                settings.allowedPrefixes(), device(), settings.precision(), settings.batchSize()),
            new Generations.Policy(
                settings.retryBackoff(),
                settings.maxRetryBackoff(),
                settings.onSwapFailure() == OnSwapFailure.FAIL_JOB),
            restored,
            lastActive,
            this::ping,
            System::currentTimeMillis);
  }

  private String device() {
    return TaskDevice.choose(
        getRuntimeContext().getExternalResourceInfos(TaskDevice.RESOURCE),
        task().getIndexOfThisSubtask(),
        settings.device());
  }

  @Override
  public void open() throws Exception {
    super.open();
    arrivals = new Arrivals(settings);
    out = new StreamRecord<>(null);
    retryTimerAt = Long.MAX_VALUE;
    meters =
        new TaggerMetrics(
            getMetricGroup(),
            () -> pipeline == null ? 0 : pipeline.images(),
            () -> waiting == null ? 0 : waiting.count());
    Start start = new Start(settings, definitions, generations, reader, state.isRestored());
    List<DeadLetter> refused = start.await(news);
    pipeline =
        new Pipeline(
            settings,
            mailbox,
            getProcessingTimeService(),
            meters,
            this::emit,
            new Workers(settings.decodeThreads(), task().getTaskNameWithSubtasks()));
    waiting = new WaitingImages(settings.waitingBytes(), pipeline, mailbox, new Desk());
    isOpen = true;
    mailbox.execute(() -> started(refused), "tagger started");
  }

  private void started(List<DeadLetter> refused) throws Exception {
    refused.forEach(this::refuse);
    report();
    for (RawRecord record : state.waiting()) {
      Long timestamp = record.timestamp() < 0 ? null : record.timestamp();
      take(record, timestamp, event -> waiting.add(labelSet(event), record, timestamp));
    }
    advance();
  }

  /** Where images that waited go on. */
  private final class Desk implements WaitingImages.Tagger {
    @Override
    public boolean isComing(String labelSet) {
      return ImageTagger.this.isComing(labelSet);
    }

    @Override
    public void place(RawRecord record, Long timestamp) throws Exception {
      take(record, timestamp, event -> ImageTagger.this.place(record, timestamp, event));
    }
  }

  private TaskInfo task() {
    return getRuntimeContext().getTaskInfo();
  }

  /** Called by any thread when generations have something to look at. */
  private void ping() {
    news.release();
    if (isOpen && isPinged.compareAndSet(false, true)) {
      try {
        mailbox.execute(this::advance, "generations");
      } catch (RejectedExecutionException e) {
        // The task has ended.
      }
    }
  }

  private void advance() throws Exception {
    isPinged.set(false);
    if (generations.advance()) {
      report();
    }
    waiting.release();
    generations.nextRetry().ifPresent(this::retryAt);
  }

  private void retryAt(long millis) {
    long now = System.currentTimeMillis();
    long at = Math.max(millis, now + 1);
    if (retryTimerAt <= at && retryTimerAt > now) {
      return;
    }
    retryTimerAt = at;
    ScheduledFuture<?> unused =
        getProcessingTimeService()
            .registerTimer(
                getProcessingTimeService().getCurrentProcessingTime() + at - now,
                timestamp -> {
                  retryTimerAt = Long.MAX_VALUE;
                  advance();
                });
  }

  /** What is in service; for the task thread. */
  Generation generation() {
    return generations.current().orElseThrow();
  }

  /** What the control logs say; for the task thread. */
  Definitions definitions() {
    return definitions;
  }

  EmbeddingState restoredEmbeddings() {
    return restored;
  }

  CheckpointEvent lastActive() {
    return lastActive;
  }

  private void report() {
    meters.generation(generations, settings.defaultLabelSet());
    output.collect(
        Outputs.STATUS, new StreamRecord<>(StatusEvents.of(settings, task(), generations)));
  }

  // ------------------------------------------------------------------ images

  @Override
  public void processElement1(StreamRecord<RawRecord> element) throws Exception {
    meters.arrived();
    pipeline.awaitRoom();
    RawRecord record = element.getValue();
    Long timestamp = element.hasTimestamp() ? element.getTimestamp() : null;
    take(record, timestamp, event -> accept(record, timestamp, event));
  }

  private void take(
      RawRecord record, Long timestamp, ThrowingConsumer<ImageEvent, Exception> whereTo)
      throws Exception {
    Arrivals.Arrival arrival = arrivals.read(record);
    if (arrival instanceof Arrivals.Arrival.Bad bad) {
      reject(record, timestamp, bad.reason(), bad.message());
    } else if (arrival instanceof Arrivals.Arrival.Event event) {
      whereTo.accept(event.event());
    }
  }

  private void accept(RawRecord record, Long timestamp, ImageEvent event) throws Exception {
    String id = labelSet(event);
    waiting.awaitRoom(id);
    if (isComing(id)) {
      waiting.add(id, record, timestamp);
    } else {
      place(record, timestamp, event);
    }
  }

  private String labelSet(ImageEvent event) {
    return event.getLabelSetId() == null ? settings.defaultLabelSet() : event.getLabelSetId();
  }

  /** Whether a label set is published and still being encoded. */
  private boolean isComing(String id) {
    LabelSetInForce set = definitions.labelSets().get(id);
    return set != null && generation().slot(id) == null && generations.failure(set).isEmpty();
  }

  private void place(RawRecord record, Long timestamp, ImageEvent event) throws Exception {
    Slot slot = generation().slot(labelSet(event));
    if (slot == null) {
      refuse(record, timestamp, labelSet(event));
      return;
    }
    Generation generation = generation().retain();
    pipeline.add(ImageEntry.accepted(record, timestamp, event, generation, slot, now()));
  }

  private void refuse(RawRecord record, Long timestamp, String id) throws Exception {
    LabelSetInForce set = definitions.labelSets().get(id);
    if (set == null) {
      String message = "label set " + Quoting.quote(id) + " is not in force";
      reject(record, timestamp, "UNKNOWN_LABEL_SET", message);
      return;
    }
    String why = generations.failure(set).map(Failures.Failure::message).orElse("unknown");
    String message = "label set " + Quoting.quote(id) + " could not be encoded: " + why;
    reject(record, timestamp, "LABEL_SET_FAILED", message);
  }

  private void reject(RawRecord record, Long timestamp, String reason, String message)
      throws Exception {
    DeadLetter letter =
        new DeadLetter(record, "decode-record", reason, record.coordinates() + ": " + message);
    pipeline.add(ImageEntry.rejected(record, timestamp, letter, now()));
  }

  private long now() {
    return getProcessingTimeService().getCurrentProcessingTime();
  }

  private void emit(ImageEntry image) {
    waiting.releaseSoon();
    if (image.letter != null) {
      meters.rejected(image.letter);
      output.collect(Outputs.DEAD_LETTERS, stamped(image.letter, image.timestamp));
      return;
    }
    long total = System.nanoTime() - image.arrivedNanos;
    image.result.getTimings().setTotalMicros(TagEvents.micros(total));
    meters.tagged(total);
    out.replace(image.result);
    if (image.timestamp == null) {
      out.eraseTimestamp();
    } else {
      out.setTimestamp(image.timestamp);
    }
    output.collect(out);
  }

  private static <T> StreamRecord<T> stamped(T value, Long timestamp) {
    return timestamp == null ? new StreamRecord<>(value) : new StreamRecord<>(value, timestamp);
  }

  // ------------------------------------------------------------------ control

  @Override
  public void processElement2(StreamRecord<ControlRecord> element) throws Exception {
    Verdict verdict = definitions.apply(element.getValue());
    if (verdict instanceof Verdict.Refused refused) {
      LOG.warn("control record refused: {}", refused.letter().message());
      refuse(refused.letter());
    } else if (verdict instanceof Verdict.Changed changed) {
      LOG.info("{}", changed.what());
      advance();
    }
  }

  /** Every subtask refuses it; one says so. */
  private void refuse(DeadLetter letter) {
    if (task().getIndexOfThisSubtask() == 0) {
      output.collect(Outputs.DEAD_LETTERS, new StreamRecord<>(letter));
    }
  }

  // ------------------------------------------------------------------ what keeps its place

  @Override
  public void processWatermark1(Watermark mark) throws Exception {
    waiting.behind(() -> output.emitWatermark(mark));
  }

  @Override
  public void processWatermark2(Watermark mark) {}

  @Override
  public void processWatermark1(WatermarkEvent mark) throws Exception {
    waiting.behind(() -> output.emitWatermark(mark));
  }

  @Override
  public void processWatermark2(WatermarkEvent mark) {}

  @Override
  protected void processWatermarkStatus(WatermarkStatus status, int input) throws Exception {
    if (input == 0) {
      waiting.behind(() -> output.emitWatermarkStatus(status));
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
    pipeline.flush();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    boolean isFirst = task().getIndexOfThisSubtask() == 0;
    state.snapshot(generations.current(), isFirst, waiting.records());
  }

  @Override
  public void endInput(int input) throws Exception {
    if (input == 1) {
      waiting.finish();
    }
  }

  @Override
  public void finish() throws Exception {
    waiting.finish();
    super.finish();
  }

  @Override
  public void close() throws Exception {
    isOpen = false;
    if (pipeline != null) {
      pipeline.close();
    }
    if (generations != null) {
      generations.close();
    }
    super.close();
  }
}
