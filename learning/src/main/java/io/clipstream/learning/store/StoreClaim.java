package io.clipstream.learning.store;

import java.util.Optional;

/**
 * Who asks for a pair store.
 *
 * @param job name of the job
 * @param model name of the model that it trains, for people
 * @param run tells one submission of the job from another; attempts of one run follow each other
 * @param takeOver a job whose store this may be if that job no longer runs
 */
public record StoreClaim(String job, String model, String run, Optional<String> takeOver) {
  boolean mayFollow(String owner) {
    return owner.equals(job) || takeOver.filter(owner::equals).isPresent();
  }
}
