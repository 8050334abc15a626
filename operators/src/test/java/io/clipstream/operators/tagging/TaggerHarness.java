package io.clipstream.operators.tagging;

import io.clipstream.control.ControlLogReader;
import io.clipstream.control.ControlRecord;
import io.clipstream.control.DeadLetter;
import io.clipstream.control.RawRecord;
import io.clipstream.operators.testing.MailboxWork;
import io.clipstream.operators.testing.Notes;
import io.clipstream.operators.types.RecordTypes;
import io.clipstream.operators.types.SideOutputs;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.TagEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;

/** The operator in Flink's harness: the test is its task thread. */
final class TaggerHarness extends AbstractStreamOperatorTestHarness<TagEvent> {
  private long checkpoint;

  private TaggerHarness(
      TaggerSettings settings, ControlLogReader reader, int parallelism, int subtask)
      throws Exception {
    super(
        new ImageTaggerFactory(settings, reader, new Notes(settings.jobName())),
        8,
        parallelism,
        subtask);
    getProcessingTimeService().setCurrentTime(0);
  }

  private TaggerHarness(TaggerSettings settings, ControlLogReader reader, MockEnvironment subtask)
      throws Exception {
    super(new ImageTaggerFactory(settings, reader, new Notes(settings.jobName())), subtask);
    getProcessingTimeService().setCurrentTime(0);
  }

  /** The subtasks of one job in one process, none of which is started. */
  static List<TaggerHarness> subtasks(
      TaggerSettings settings, ControlLogReader reader, int parallelism) throws Exception {
    List<TaggerHarness> subtasks = new ArrayList<>();
    JobID job = new JobID();
    OperatorID operator = new OperatorID();
    for (int i = 0; i < parallelism; i++) {
      MockEnvironment subtask =
          new MockEnvironmentBuilder()
              .setJobID(job)
              .setTaskName("tagger")
              .setMaxParallelism(128)
              .setParallelism(parallelism)
              .setSubtaskIndex(i)
              .build();
      TaggerHarness harness = new TaggerHarness(settings, reader, subtask);
      harness.getStreamConfig().setOperatorID(operator);
      harness.getStreamConfig().serializeAllConfigs();
      harness.setup(RecordTypes.TAG_EVENT.createSerializer(null));
      subtasks.add(harness);
    }
    return subtasks;
  }

  /** A tagger that started without state. */
  static TaggerHarness started(TaggerSettings settings, ControlLogReader reader) throws Exception {
    TaggerHarness harness = new TaggerHarness(settings, reader, 1, 0);
    harness.setup(RecordTypes.TAG_EVENT.createSerializer(null));
    harness.initializeEmptyState();
    harness.openOrClose();
    return harness;
  }

  /** A tagger of a few, none of which is started. */
  static TaggerHarness unstarted(
      TaggerSettings settings, ControlLogReader reader, int parallelism, int subtask)
      throws Exception {
    TaggerHarness harness = new TaggerHarness(settings, reader, parallelism, subtask);
    harness.setup(RecordTypes.TAG_EVENT.createSerializer(null));
    return harness;
  }

  /** Subtask {@code subtask} of {@code parallelism}, restored from the states of all before. */
  static TaggerHarness restored(
      TaggerSettings settings,
      ControlLogReader reader,
      int parallelism,
      int subtask,
      OperatorSubtaskState all,
      int before)
      throws Exception {
    TaggerHarness harness = unstarted(settings, reader, parallelism, subtask);
    harness.initializeState(repartitionOperatorState(all, 8, before, parallelism, subtask));
    harness.openOrClose();
    return harness;
  }

  /** Opens it, and closes it if that fails. */
  void openOrClose() throws Exception {
    try {
      open();
    } catch (Exception e) {
      tagger().close(); // Flink does not finish what did not open
      throw e;
    }
    until(() -> !statuses().isEmpty());
  }

  ImageTagger tagger() {
    return (ImageTagger) operator;
  }

  TaggerHarness image(RawRecord record) throws Exception {
    tagger().processElement1(new StreamRecord<>(record, record.timestamp()));
    return this;
  }

  TaggerHarness control(ControlRecord record) throws Exception {
    tagger().processElement2(new StreamRecord<>(record));
    return this;
  }

  /** What a barrier does. */
  OperatorSubtaskState barrier() throws Exception {
    tagger().prepareSnapshotPreBarrier(++checkpoint);
    return snapshot(checkpoint, checkpoint);
  }

  /** Finishes what was taken in. */
  TaggerHarness flush() throws Exception {
    tagger().prepareSnapshotPreBarrier(++checkpoint);
    return this;
  }

  /** Does the mailbox's work until the condition holds. */
  void until(BooleanSupplier condition) {
    MailboxWork.until(getTaskMailbox(), condition, () -> "last status: " + statuses());
  }

  /** Does the mailbox's work of now. */
  void drain() throws Exception {
    until(() -> !getTaskMailbox().hasMail());
  }

  /** Waits until a checkpoint is in service with a revision of a label set, and nothing pends. */
  void untilActive(String checkpointId, String set, long revision) throws Exception {
    until(() -> isActive(checkpointId, set, revision));
  }

  private boolean isActive(String checkpointId, String set, long revision) {
    StatusEvent last = status();
    return last.getActive() != null
        && last.getActive().getCheckpointId().equals(checkpointId)
        && last.getActive().getLabelSets().stream()
            .anyMatch(ref -> ref.getId().equals(set) && ref.getRevision() == revision);
  }

  StatusEvent status() {
    List<StatusEvent> all = statuses();
    return all.get(all.size() - 1);
  }

  List<StatusEvent> statuses() {
    return side(SideOutputs.STATUS);
  }

  List<DeadLetter> letters() {
    return side(SideOutputs.DEAD_LETTERS);
  }

  private <T> List<T> side(org.apache.flink.util.OutputTag<T> tag) {
    List<T> values = new ArrayList<>();
    var records = getSideOutput(tag);
    if (records != null) {
      records.forEach(record -> values.add(record.getValue()));
    }
    return values;
  }

  /** Results in the order of emission. */
  List<TagEvent> tags() {
    List<TagEvent> tags = new ArrayList<>();
    for (Object element : getOutput()) {
      if (element instanceof StreamRecord<?> record) {
        tags.add((TagEvent) record.getValue());
      }
    }
    return tags;
  }
}
