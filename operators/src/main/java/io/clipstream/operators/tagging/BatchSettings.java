package io.clipstream.operators.tagging;

import io.clipstream.schemas.SettingException;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;

/**
 * How pictures become micro-batches.
 *
 * @param size pictures in a micro-batch at most
 * @param maxWait how long a picture waits for its micro-batch to fill
 * @param inFlight micro-batches that were handed to the device and are not emitted yet
 * @param decodeThreads threads of each subtask that decode pictures
 * @param target what a picture may wait for the device and be with it; zero: as long as full
 *     micro-batches take
 */
public record BatchSettings(
    int size, Duration maxWait, int inFlight, int decodeThreads, Duration target)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public static final BatchSettings DEFAULT =
      new BatchSettings(16, Duration.ofMillis(20), 2, 2, Duration.ZERO);

  public BatchSettings {
    Expect.atLeast(1, "batch size", size);
    Expect.positive("batch wait", maxWait);
    Expect.atLeast(1, "batches in flight", inFlight);
    Expect.atLeast(1, "decode threads", decodeThreads);
    if (!target.isZero() && target.compareTo(maxWait) <= 0) {
      throw new SettingException(
          "the latency target is %d ms, expected more than the batch wait of %d ms"
              .formatted(target.toMillis(), maxWait.toMillis()));
    }
  }

  /** What a picture may wait for the device and be with it, if somebody cares. */
  public Optional<Duration> latencyTarget() {
    return target.isZero() ? Optional.empty() : Optional.of(target);
  }

  /** Pictures that an operator holds at most: those in flight and one micro-batch in the making. */
  public int capacity() {
    return size * (inFlight + 1);
  }
}
