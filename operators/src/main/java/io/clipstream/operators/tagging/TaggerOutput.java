package io.clipstream.operators.tagging;

import io.clipstream.control.DeadLetter;
import io.clipstream.control.Definitions;
import io.clipstream.operators.StatusLimits;
import io.clipstream.operators.generation.Generations;
import io.clipstream.operators.types.SideOutputs;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.TagEvent;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** What a tagging subtask emits, and what it counts of that. For the task thread. */
final class TaggerOutput {
  private final TaggerSettings settings;
  private final TaskInfo task;
  private final Output<StreamRecord<TagEvent>> output;
  private final TaggerMetrics metrics;
  private final StreamRecord<TagEvent> result = new StreamRecord<>(null);

  TaggerOutput(
      TaggerSettings settings,
      TaskInfo task,
      Output<StreamRecord<TagEvent>> output,
      TaggerMetrics metrics) {
    this.settings = settings;
    this.task = task;
    this.output = output;
    this.metrics = metrics;
  }

  /** What has become of an image: its tags, or a dead letter. */
  void image(ImageEntry image) {
    if (image.letter != null) {
      metrics.rejected(image.letter);
      DeadLetter letter = image.trace.refused(image.letter);
      output.collect(SideOutputs.DEAD_LETTERS, stamped(letter, image.timestamp));
      return;
    }
    long total = System.nanoTime() - image.arrivedNanos;
    image.result.getTimings().setTotalMicros(TagEvents.micros(total));
    metrics.tagged(total);
    TagEvent event = image.result;
    image.trace.tagged(event.getCheckpointId(), event.getLabelSetId(), event.getLabelSetRevision());
    result.replace(image.result);
    if (image.timestamp == null) {
      result.eraseTimestamp();
    } else {
      result.setTimestamp(image.timestamp);
    }
    output.collect(result);
  }

  private static <T> StreamRecord<T> stamped(T value, Long timestamp) {
    return timestamp == null ? new StreamRecord<>(value) : new StreamRecord<>(value, timestamp);
  }

  /** A control record was refused: every subtask refuses it, one says so. */
  void refused(DeadLetter letter) {
    if (task.getIndexOfThisSubtask() == 0) {
      output.collect(SideOutputs.DEAD_LETTERS, new StreamRecord<>(letter));
    }
  }

  /** What serves and what is made ready. */
  void status(Generations generations, Definitions definitions) {
    metrics.generation(generations, settings.labelSets().defaultId());
    say(StatusEvents.of(settings, task, generations, definitions.labelSets().values()));
  }

  /** What a start waits for. */
  void waits(Generations generations, Definitions definitions, String activity) {
    StatusEvent status =
        StatusEvents.of(settings, task, generations, definitions.labelSets().values());
    String fetching = status.getActivity();
    status.setActivity(fetching == null ? activity : activity + "; " + fetching);
    say(status);
  }

  /** The last status of the subtask: none will follow. */
  void ends(Generations generations, Definitions definitions) {
    StatusEvent status =
        StatusEvents.of(settings, task, generations, definitions.labelSets().values());
    status.setNextWithinMillis(0L);
    output.collect(SideOutputs.STATUS, new StreamRecord<>(status));
  }

  private void say(StatusEvent status) {
    output.collect(SideOutputs.STATUS, new StreamRecord<>(StatusLimits.USUAL.apply(status)));
  }
}
