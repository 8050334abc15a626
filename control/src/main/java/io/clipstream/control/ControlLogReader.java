package io.clipstream.control;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * Reads the control logs as they stand, at every start: the broadcast may come after the first
 * images. It may repeat what was read here.
 */
public interface ControlLogReader extends Serializable {
  /**
   * Everything in both logs up to their present ends, each log in the order of its offsets.
   *
   * @throws InterruptedException if the task is cancelled meanwhile
   * @throws Exception if a log cannot be read; the task fails with it
   */
  List<ControlRecord> read() throws Exception;

  /**
   * The same within a time, where that can be had.
   *
   * @param patience after which the reading fails
   */
  default List<ControlRecord> read(Duration patience) throws Exception {
    return read();
  }
}
