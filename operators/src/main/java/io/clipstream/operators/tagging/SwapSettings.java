package io.clipstream.operators.tagging;

import static java.util.Objects.requireNonNull;

import io.clipstream.operators.generation.Generations;
import java.io.Serializable;
import java.time.Duration;

/**
 * What happens when a checkpoint that should be taken cannot be used.
 *
 * @param onFailure whether that fails the job
 * @param backoff wait before a failed swap is tried again; doubles with each failure
 * @param maxBackoff the longest such wait
 */
public record SwapSettings(OnSwapFailure onFailure, Duration backoff, Duration maxBackoff)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public static final SwapSettings DEFAULT =
      new SwapSettings(OnSwapFailure.KEEP, Duration.ofSeconds(5), Duration.ofMinutes(5));

  public SwapSettings {
    requireNonNull(onFailure, "onFailure is null");
    Expect.positive("retry backoff", backoff);
    Expect.positive("longest retry backoff", maxBackoff);
  }

  Generations.Policy policy() {
    return new Generations.Policy(backoff, maxBackoff, onFailure == OnSwapFailure.FAIL_JOB);
  }
}
