package io.clipstream.schemas.logging;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs for a class, under its name. A line is a constant text and values under keys of {@link
 * LogKey}: {@code LOG.with(LogKey.TOPIC, topic).warn("a record is refused")}. A test reads every
 * call and holds that the text is constant.
 */
public final class Log {
  private final Logger logger;

  private Log(Logger logger) {
    this.logger = logger;
  }

  public static Log of(Class<?> owner) {
    return new Log(LoggerFactory.getLogger(owner));
  }

  /** Begins a line with a value. */
  public LogLine with(LogKey key, Object value) {
    return line().with(key, value);
  }

  private LogLine line() {
    return new LogLine(logger);
  }

  public void debug(String text) {
    line().debug(text);
  }

  public void debug(String text, Throwable why) {
    line().debug(text, why);
  }

  public void info(String text) {
    line().info(text);
  }

  public void warn(String text) {
    line().warn(text);
  }

  public void warn(String text, Throwable why) {
    line().warn(text, why);
  }

  public void error(String text) {
    line().error(text);
  }

  public void error(String text, Throwable why) {
    line().error(text, why);
  }
}
