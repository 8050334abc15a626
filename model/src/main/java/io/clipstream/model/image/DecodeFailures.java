package io.clipstream.model.image;

import io.clipstream.model.image.cost.OverBudget;
import java.util.Locale;

/** What went wrong, as a reject of one line. */
final class DecodeFailures {
  private static final int LONGEST_MESSAGE = 200;

  /** How deep libraries wrap what they catch. */
  private static final int MOST_CAUSES = 20;

  private DecodeFailures() {}

  /**
   * The reject that a failure is.
   *
   * @throws OutOfMemoryError if it says that memory is full, also from under what a library made of
   *     it: that is not the picture's fault, and must be seen
   */
  static DecodeResult.Rejected rejected(Throwable failure) {
    throwIfMemoryIsFull(failure);
    if (failure instanceof Refusal refusal) {
      return reject(refusal.reason(), refusal.getMessage());
    }
    if (failure instanceof OverBudget) {
      return reject(RejectReason.TOO_LARGE, failure.getMessage());
    }
    // ImageIO's readers throw most kinds of unchecked exception at damaged content.
    return reject(RejectReason.CORRUPT, "the content cannot be decoded: " + describe(failure));
  }

  /** The reject of a file that cannot be read. */
  static DecodeResult.Rejected unreadable(Exception failure) {
    return reject(RejectReason.UNREADABLE, describe(failure));
  }

  private static DecodeResult.Rejected reject(RejectReason reason, String message) {
    return new DecodeResult.Rejected(reason, oneLine(message));
  }

  private static void throwIfMemoryIsFull(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; cause != null && i < MOST_CAUSES; i++, cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      if (cause instanceof OutOfMemoryError full) {
        if (!message.contains("array size")) { // which content asks for, and no heap has
          throw full;
        }
      } else if (isSaidOfMemory(message)) {
        OutOfMemoryError full = new OutOfMemoryError(oneLine(message));
        full.initCause(failure);
        throw full;
      }
    }
  }

  /** The words of libjpeg, libwebp and the readers around them. */
  private static boolean isSaidOfMemory(String message) {
    return message.contains("out of memory")
        || message.contains("out_of_memory")
        || message.contains("outofmemory")
        || message.contains("insufficient memory");
  }

  private static String describe(Throwable failure) {
    String message = failure.getMessage();
    String kind = failure.getClass().getSimpleName();
    return oneLine(message == null ? kind : kind + ": " + message);
  }

  private static String oneLine(String message) {
    String line = message.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "...";
  }
}
