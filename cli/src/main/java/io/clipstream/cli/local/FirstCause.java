package io.clipstream.cli.local;

import io.clipstream.model.ModelException;
import org.apache.flink.util.SerializedThrowable;

/** What a failure began with: Flink wraps it several times. */
final class FirstCause {
  private FirstCause() {}

  /** The first error that was written for people, else the innermost one. */
  static Throwable of(Throwable failure) {
    Throwable last = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (isForPeople(cause)) {
        return cause;
      }
      last = cause;
    }
    return last;
  }

  static boolean isForPeople(Throwable cause) {
    String name =
        cause instanceof SerializedThrowable serialized
            ? serialized.getOriginalErrorClassName()
            : cause.getClass().getName();
    return name.equals(ModelException.class.getName());
  }

  static String message(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return message.startsWith(ModelException.class.getName() + ": ")
        ? message.substring(ModelException.class.getName().length() + 2)
        : message;
  }
}
