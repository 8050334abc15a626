package io.clipstream.cli;

import io.clipstream.schemas.SettingException;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Whether and how long a command waits for what jobs make of what it publishes. */
final class AnswerOptions {
  @Option(
      names = "--no-wait",
      description = "Only publish; do not wait for what running jobs make of it.")
  private boolean isNotWaiting;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "PT2M",
      converter = GivenDuration.class,
      description =
          "How long to wait for the answers of running jobs, such as 30s, 5m or PT2M."
              + " Default: ${DEFAULT-VALUE}.")
  private Duration timeout;

  /**
   * How long to wait; zero for not at all.
   *
   * @throws SettingException if that is no time
   */
  Duration patience() {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new SettingException("--timeout is " + timeout + ", expected more than 0");
    }
    return isNotWaiting ? Duration.ZERO : timeout;
  }
}
