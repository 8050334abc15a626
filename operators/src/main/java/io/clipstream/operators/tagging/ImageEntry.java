package io.clipstream.operators.tagging;

import io.clipstream.control.DeadLetter;
import io.clipstream.control.LetterStage;
import io.clipstream.control.RawRecord;
import io.clipstream.operators.generation.BankInForce;
import io.clipstream.operators.generation.Generation;
import io.clipstream.operators.trace.PictureTrace;
import io.clipstream.operators.trace.Tracing;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.TagEvent;
import java.nio.ByteBuffer;

/**
 * An image on its way through the operator. Its generation and label set are those of its arrival:
 * what scores it is what it is stamped with. Fields are set by the task thread.
 */
final class ImageEntry implements Tracing.Traced {
  final RawRecord record;
  final Long timestamp;
  final long arrivedNanos;
  final long arrivedMillis;

  final ImageEvent event;
  final Generation generation;
  final BankInForce bank;

  PictureTrace trace = PictureTrace.NONE;
  Prepared prepared;
  long preparedNanos;
  TagEvent result;
  DeadLetter letter;

  private ImageEntry(
      RawRecord record,
      Long timestamp,
      ImageEvent event,
      Generation generation,
      BankInForce bank,
      long arrivedMillis) {
    this.record = record;
    this.timestamp = timestamp;
    this.event = event;
    this.generation = generation;
    this.bank = bank;
    this.arrivedMillis = arrivedMillis;
    this.arrivedNanos = System.nanoTime();
  }

  /**
   * An image to be tagged.
   *
   * @param generation retained for it; released when it is emitted
   * @param bank of that generation
   */
  static ImageEntry accepted(
      RawRecord record,
      Long timestamp,
      ImageEvent event,
      Generation generation,
      BankInForce bank,
      long arrivedMillis) {
    return new ImageEntry(record, timestamp, event, generation, bank, arrivedMillis);
  }

  /** An image that was found to be no good on arrival; it waits for its turn all the same. */
  static ImageEntry rejected(RawRecord record, Long timestamp, DeadLetter letter, long arrived) {
    ImageEntry entry = new ImageEntry(record, timestamp, null, null, null, arrived);
    entry.letter = letter;
    return entry;
  }

  void reject(LetterStage stage, Enum<?> reason, String message) {
    letter = DeadLetter.of(record, stage, reason, message);
  }

  /** The encoded picture: what the event carries, or what was fetched for it. */
  ByteBuffer picture() {
    return record.fetched() == null
        ? event.getImage()
        : ByteBuffer.wrap(record.fetched().picture());
  }

  /** What is to be tagged, of an image that is in a micro-batch. */
  Prepared.Ready ready() {
    return (Prepared.Ready) prepared;
  }

  /** Whether a decoded image passes through the encoder: the model does not know it. */
  boolean isToEncode() {
    return ready().isToEncode();
  }

  @Override
  public PictureTrace trace() {
    return trace;
  }

  boolean isDone() {
    return result != null || letter != null;
  }

  void release() {
    if (generation != null) {
      generation.release();
    }
  }
}
