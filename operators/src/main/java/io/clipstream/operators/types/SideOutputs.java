package io.clipstream.operators.types;

import io.clipstream.control.DeadLetter;
import io.clipstream.schemas.StatusEvent;
import org.apache.flink.util.OutputTag;

/** Side outputs of the jobs' operators. */
public final class SideOutputs {
  /** Records that cannot be processed through no fault of ours: images and control records. */
  public static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("dead-letters", RecordTypes.DEAD_LETTER);

  /** What the subtasks are doing, for people and dashboards. */
  public static final OutputTag<StatusEvent> STATUS =
      new OutputTag<>("status", RecordTypes.STATUS_EVENT);

  private SideOutputs() {}
}
