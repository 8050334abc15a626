package io.clipstream.control;

import io.clipstream.control.ControlRecord.Log;
import java.io.Serializable;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Reads the control logs as they stand, at every start: the broadcast may come after the first
 * images. It may repeat what was read here. Nothing removes records from these logs, so they are
 * handed on one by one and never held together.
 */
public interface ControlLogReader extends Serializable {
  /** What of the logs need not be read. */
  @FunctionalInterface
  interface Known {
    /** Of a log that nobody has looked at. */
    long NOTHING = -1;

    /** Of a log that nobody asks for. */
    long ALL = Long.MAX_VALUE;

    /**
     * The offset of the last record that need not be read, {@link #NOTHING} or {@link #ALL}.
     *
     * @param partition of the log's topic, as {@code topic-partition}
     */
    long upTo(Log log, String partition);

    /** Where one log is read whole and the other not at all. */
    static Known allBut(Log wanted) {
      return (log, partition) -> log == wanted ? NOTHING : ALL;
    }
  }

  /**
   * Everything in both logs that is not known, up to their present ends, each log in the order of
   * its offsets. The first record of a log comes always: it tells the log from another of its name,
   * and may change what is known, which is asked for after it.
   *
   * @param patience after which the reading fails
   * @param to takes the records in this thread
   * @throws InterruptedException if the task is cancelled meanwhile
   * @throws Exception if a log cannot be read; the task fails with it
   */
  void read(Known known, Duration patience, Consumer<ControlRecord> to) throws Exception;

  /** One log from its beginning to its present end, for who has time. */
  default void read(Log log, Consumer<ControlRecord> to) throws Exception {
    read(Known.allBut(log), Duration.ofDays(1), to);
  }
}
