package io.clipstream.learning;

import java.util.Optional;

/**
 * Why it is time for a round.
 *
 * @param reason in one line
 * @param minPairs new pairs without which there is none after all
 */
public record RoundTrigger(String reason, int minPairs) {
  /**
   * The trigger of a round, if there is one.
   *
   * @param request why somebody asks for a round, if anybody does
   * @param pairs new pairs in the store, repeats included
   * @param ageMillis time since the last round
   */
  public static Optional<RoundTrigger> of(
      RoundSchedule schedule, Optional<String> request, long pairs, long ageMillis) {
    if (request.isPresent()) {
      return request.map(reason -> new RoundTrigger(reason, 1));
    }
    if (pairs >= schedule.afterPairs()) {
      return Optional.of(new RoundTrigger(pairs + " new pairs", schedule.afterPairs()));
    }
    return Optional.ofNullable(schedule.afterTime())
        .filter(limit -> pairs > 0 && ageMillis >= limit.toMillis())
        .map(limit -> new RoundTrigger(limit + " since the last round", 1));
  }
}
