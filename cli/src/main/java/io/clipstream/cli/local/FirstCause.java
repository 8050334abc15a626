package io.clipstream.cli.local;

import io.clipstream.model.ModelException;
import io.clipstream.schemas.ClipstreamException;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.SettingException;
import java.util.Optional;
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
    return kind(name(cause)).isPresent();
  }

  static String message(Throwable cause) {
    String message =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    int colon = message.indexOf(": ");
    return colon > 0 && kind(message.substring(0, colon)).isPresent()
        ? message.substring(colon + 2)
        : message;
  }

  /** What a job fails with that began with {@code cause}: of the same kind, if that has one. */
  static ClipstreamException failed(String message, Throwable cause, Throwable failure) {
    Class<?> kind = kind(name(cause)).orElse(ResourceException.class);
    if (SettingException.class.isAssignableFrom(kind)) {
      return new SettingException(message, failure);
    }
    return ModelException.class.isAssignableFrom(kind)
        ? new ModelException(message, failure)
        : new ResourceException(message, failure);
  }

  private static String name(Throwable cause) {
    return cause instanceof SerializedThrowable serialized
        ? serialized.getOriginalErrorClassName()
        : cause.getClass().getName();
  }

  /** By name: what comes back from a job may be of another class loader, or only described. */
  private static Optional<Class<?>> kind(String name) {
    try {
      Class<?> type = Class.forName(name, false, FirstCause.class.getClassLoader());
      return Optional.<Class<?>>of(type).filter(ClipstreamException.class::isAssignableFrom);
    } catch (ClassNotFoundException | LinkageError e) {
      return Optional.empty();
    }
  }
}
