package io.clipstream.control;

import io.clipstream.schemas.Quoting;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A dead letter as it lies in its topic. Whoever may write to that topic can put anything into its
 * headers.
 */
public record RefusedRecord(RawRecord record) {

  /** Why, short and stable; empty if no job wrote it. */
  public String reason() {
    return header(DeadLetterHeaders.REASON).orElse("");
  }

  /** Why, for people; empty if no job wrote it. */
  public String message() {
    return header(DeadLetterHeaders.MESSAGE).orElse("");
  }

  /** What was being done with it. */
  public Optional<String> stage() {
    return header(DeadLetterHeaders.STAGE);
  }

  /** The topic that it says it came from. */
  public Optional<String> origin() {
    return header(DeadLetterHeaders.TOPIC);
  }

  /** Partition of the topic that it came from, if that is a number. */
  public Optional<Long> partition() {
    return number(DeadLetterHeaders.PARTITION);
  }

  /** Offset in that partition, if that is a number. */
  public Optional<Long> offset() {
    return number(DeadLetterHeaders.OFFSET);
  }

  /** Where the record lay, {@code topic-partition@offset}. */
  public String coordinates() {
    return origin().orElse("?")
        + "-"
        + header(DeadLetterHeaders.PARTITION).orElse("?")
        + "@"
        + header(DeadLetterHeaders.OFFSET).orElse("?");
  }

  /** The key as text; empty if there is none. */
  public String key() {
    return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
  }

  /** Whether the record did not fit into the dead-letter topic, so that its value is not here. */
  public boolean isLeftOut() {
    return header(DeadLetterHeaders.LEFT_OUT_BYTES).isPresent();
  }

  /**
   * Why it cannot be put back, in one line; nothing if it can.
   *
   * @param input the topic that the dead letters belong to, whatever a record says
   */
  public Optional<String> obstacle(String input) {
    String place = record.coordinates();
    if (origin().isEmpty()) {
      return Optional.of(place + " does not say which topic it came from");
    }
    if (!origin().get().equals(input)) {
      return Optional.of(
          place + " says it came from " + Quoting.quote(origin().get()) + ", expected " + input);
    }
    return isLeftOut()
        ? Optional.of(
            coordinates() + " was too large for " + record.topic() + "; it lies where it lay")
        : Optional.empty();
  }

  /** The headers that the record came with: with its key and value all that is put back. */
  public List<RawRecord.Header> headers() {
    return record.headers().stream()
        .filter(header -> !header.name().startsWith(DeadLetterHeaders.PREFIX))
        .toList();
  }

  private Optional<Long> number(String name) {
    try {
      return header(name).map(Long::valueOf);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private Optional<String> header(String name) {
    return record.headers().stream()
        .filter(header -> header.name().equals(name))
        .reduce((earlier, later) -> later)
        .filter(header -> header.value() != null)
        .map(header -> new String(header.value(), StandardCharsets.UTF_8));
  }
}
