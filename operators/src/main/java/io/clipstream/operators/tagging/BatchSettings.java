package io.clipstream.operators.tagging;

import java.io.Serializable;
import java.time.Duration;

/**
 * How pictures become micro-batches.
 *
 * @param size pictures in a micro-batch at most
 * @param maxWait how long a picture waits for its micro-batch to fill
 * @param inFlight micro-batches that were handed to the device and are not emitted yet
 * @param decodeThreads threads of each subtask that decode pictures
 */
public record BatchSettings(int size, Duration maxWait, int inFlight, int decodeThreads)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public static final BatchSettings DEFAULT = new BatchSettings(16, Duration.ofMillis(20), 2, 2);

  public BatchSettings {
    Expect.atLeast(1, "batch size", size);
    Expect.positive("batch wait", maxWait);
    Expect.atLeast(1, "batches in flight", inFlight);
    Expect.atLeast(1, "decode threads", decodeThreads);
  }

  /** Pictures that an operator holds at most: those in flight and one micro-batch in the making. */
  public int capacity() {
    return size * (inFlight + 1);
  }
}
