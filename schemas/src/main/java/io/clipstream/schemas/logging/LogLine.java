package io.clipstream.schemas.logging;

import io.clipstream.schemas.Quoting;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.MDC;

/**
 * A line that is being put together. It is logged as its text with {@code key=value} behind, and
 * meanwhile the values are in the diagnostic context under the same keys, where layouts for
 * programs find each by itself: SLF4J 1.7, which Flink's clusters have, knows no other way.
 */
public final class LogLine {
  private static final int LONGEST = 2_000;

  private final Logger logger;
  private final Map<LogKey, String> values = new EnumMap<>(LogKey.class);

  LogLine(Logger logger) {
    this.logger = logger;
  }

  /** Adds a value, on one line and clipped if it is long. */
  public LogLine with(LogKey key, Object value) {
    values.put(key, Quoting.clip(String.valueOf(value), LONGEST));
    return this;
  }

  public void debug(String text) {
    debug(text, null);
  }

  /**
   * @param why may be null
   */
  public void debug(String text, Throwable why) {
    if (logger.isDebugEnabled()) {
      inContext(() -> logger.debug(line(text), why));
    }
  }

  public void info(String text) {
    info(text, null);
  }

  /**
   * @param why may be null
   */
  public void info(String text, Throwable why) {
    if (logger.isInfoEnabled()) {
      inContext(() -> logger.info(line(text), why));
    }
  }

  public void warn(String text) {
    warn(text, null);
  }

  /**
   * @param why may be null
   */
  public void warn(String text, Throwable why) {
    if (logger.isWarnEnabled()) {
      inContext(() -> logger.warn(line(text), why));
    }
  }

  public void error(String text) {
    error(text, null);
  }

  /**
   * @param why may be null
   */
  public void error(String text, Throwable why) {
    if (logger.isErrorEnabled()) {
      inContext(() -> logger.error(line(text), why));
    }
  }

  private void inContext(Runnable logging) {
    try {
      values.forEach((key, value) -> MDC.put(key.key(), value));
      logging.run();
    } finally {
      values.keySet().forEach(key -> MDC.remove(key.key()));
    }
  }

  private String line(String text) {
    StringBuilder line = new StringBuilder(text);
    values.forEach(
        (key, value) -> line.append(' ').append(key.key()).append('=').append(written(value)));
    return line.toString();
  }

  /** In quotes where it would not be seen where it ends. */
  private static String written(String value) {
    boolean isPlain =
        !value.isEmpty() && value.chars().noneMatch(c -> c <= ' ' || c == '"' || c == '=');
    return isPlain ? value : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
