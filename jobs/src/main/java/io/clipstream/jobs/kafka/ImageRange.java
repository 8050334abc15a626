package io.clipstream.jobs.kafka;

import java.io.Serializable;
import java.time.Instant;
import java.util.Optional;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/**
 * Which images a job reads.
 *
 * @param start where it begins without state
 * @param end where it ends; null if it does not
 */
public record ImageRange(OffsetsInitializer start, OffsetsInitializer end) implements Serializable {
  /** From where the group is, else from the earliest, and without an end. */
  public static ImageRange committed() {
    return from(OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST));
  }

  public static ImageRange earliest() {
    return from(OffsetsInitializer.earliest());
  }

  public static ImageRange latest() {
    return from(OffsetsInitializer.latest());
  }

  /** Records of this time and later. */
  public static ImageRange since(Instant time) {
    return from(OffsetsInitializer.timestamp(time.toEpochMilli()));
  }

  private static ImageRange from(OffsetsInitializer start) {
    return new ImageRange(start, null);
  }

  /** The same, up to the last record there is when the job starts. */
  public ImageRange untilLatest() {
    return new ImageRange(start, OffsetsInitializer.latest());
  }

  /** The same, up to the first record of this time or later. */
  public ImageRange until(Instant time) {
    return new ImageRange(start, OffsetsInitializer.timestamp(time.toEpochMilli()));
  }

  /** Where it ends, if it does. */
  public Optional<OffsetsInitializer> bound() {
    return Optional.ofNullable(end);
  }
}
