package io.clipstream.control;

/**
 * Headers of dead letters: those of Kafka Connect's dead-letter queues (KIP-298), as UTF-8 text,
 * and a few of our own under the same prefix. They follow the headers that the record came with.
 */
public final class DeadLetterHeaders {
  public static final String PREFIX = "__connect.errors.";

  /** Where the record lay. */
  public static final String TOPIC = PREFIX + "topic";

  public static final String PARTITION = PREFIX + "partition";
  public static final String OFFSET = PREFIX + "offset";

  /** The job's name. */
  public static final String CONNECTOR = PREFIX + "connector.name";

  /** Index of the sink's subtask. */
  public static final String TASK = PREFIX + "task.id";

  /** What was being done with the record. */
  public static final String STAGE = PREFIX + "stage";

  /** Class that refused the record. */
  public static final String CLASS = PREFIX + "class.name";

  /** Why, short and stable, for example {@code TOO_LARGE}: in place of an exception's class. */
  public static final String REASON = PREFIX + "exception.class.name";

  /** Why, in one line. */
  public static final String MESSAGE = PREFIX + "exception.message";

  /**
   * Not Connect's: timestamp of the record in milliseconds since 1970. The dead letter's own is
   * when it was written, so that retention counts from there.
   */
  public static final String TIMESTAMP = PREFIX + "timestamp";

  /**
   * Not Connect's: bytes of what was left out because the topic takes no record so large; what is
   * missing lies at the coordinates.
   */
  public static final String LEFT_OUT_BYTES = PREFIX + "left.out.bytes";

  private DeadLetterHeaders() {}
}
