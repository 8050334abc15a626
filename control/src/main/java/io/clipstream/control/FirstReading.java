package io.clipstream.control;

import io.clipstream.control.ControlRecord.Log;
import io.clipstream.schemas.CheckpointEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The first reading of the control logs by a start, record by record: what state knows of label
 * sets is not read, and of the announcements all are looked at. For one thread.
 */
final class FirstReading implements Consumer<ControlRecord> {
  private final Definitions definitions;
  private final Definitions whole;
  private final Consumer<ControlRecord> next;
  private final Optional<CheckpointEvent> before;
  private final Map<String, Long> seen = new HashMap<>();
  private boolean isWhole = true;

  /**
   * @param definitions what state brings
   * @param whole takes every announcement, from the first on
   * @param next applies what state does not know to the definitions
   */
  FirstReading(Definitions definitions, Definitions whole, Consumer<ControlRecord> next) {
    this.definitions = definitions;
    this.whole = whole;
    this.next = next;
    this.before = definitions.wanted();
  }

  /** The options have changed: announcements count that state has seen, too. */
  void choosesAgain(Map<String, Long> positions) {
    seen.putAll(positions);
    isWhole = false;
  }

  long known(Log log, String partition) {
    return log == Log.CHECKPOINTS
        ? ControlLogReader.Known.NOTHING
        : definitions.position(partition);
  }

  @Override
  public void accept(ControlRecord control) {
    RawRecord record = control.record();
    if (control.log() == Log.CHECKPOINTS) {
      if (definitions.recognise(control)) {
        seen.remove(Definitions.partition(record)); // of the log before
      }
      whole.apply(control);
      long last = seen.getOrDefault(Definitions.partition(record), ControlLogReader.Known.NOTHING);
      isWhole |= record.offset() >= last;
      if (record.offset() <= last) {
        definitions.checkpoint(record); // what is refused was told when it was read first
        return;
      }
    }
    next.accept(control);
  }

  /** What was wanted before, if the log does not have all that state has seen of it. */
  Optional<CheckpointEvent> lost() {
    return isWhole ? Optional.empty() : before;
  }

  /** What was wanted so far, by the whole log. */
  EarlierCheckpoints earlier() {
    return whole.wantedSoFar();
  }
}
