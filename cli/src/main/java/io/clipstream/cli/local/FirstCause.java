package io.clipstream.cli.local;

import io.clipstream.model.ModelException;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.SettingException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.util.SerializedThrowable;

/** What a failure began with: Flink wraps it several times. */
final class FirstCause {
  /** By name: what comes back from a job may be of another class loader, or only described. */
  private static final Set<String> FOR_PEOPLE =
      Stream.of(ModelException.class, SettingException.class, ResourceException.class)
          .map(Class::getName)
          .collect(Collectors.toUnmodifiableSet());

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
    return FOR_PEOPLE.contains(name);
  }

  static String message(Throwable cause) {
    String message =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    int colon = message.indexOf(": ");
    return colon > 0 && FOR_PEOPLE.contains(message.substring(0, colon))
        ? message.substring(colon + 2)
        : message;
  }
}
