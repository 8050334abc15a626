package io.clipstream.jobs.lease;

import io.clipstream.schemas.JobLease;
import java.util.Optional;

/**
 * Who holds a name, by the records of its key in their order, which is the same for everybody who
 * reads them. A claim has a higher epoch than what it found: of two that found the same, the first
 * in the log wins and the other counts for nothing. So does what comes late from a holder that was
 * overtaken. No clock takes part.
 *
 * @param inForce what holds now
 */
record LeaseHistory(Optional<JobLease> inForce) {
  static final LeaseHistory NONE = new LeaseHistory(Optional.empty());

  /** The same with one more record. */
  LeaseHistory with(JobLease next) {
    return inForce.map(now -> counts(now, next)).orElse(true)
        ? new LeaseHistory(Optional.of(next))
        : this;
  }

  private static boolean counts(JobLease now, JobLease next) {
    boolean isSameLease =
        next.getEpoch() == now.getEpoch() && next.getHolder().equals(now.getHolder());
    return isSameLease || next.getEpoch() > now.getEpoch();
  }

  long nextEpoch() {
    return inForce.map(JobLease::getEpoch).orElse(0L) + 1;
  }

  /** Who has the name, if that is not this job. */
  Optional<JobLease> heldByOther(Claimant me) {
    return inForce.filter(lease -> !me.isHolderOf(lease));
  }

  /**
   * Who has the name and may be alive: it did not say that it has ended, and has not the home that
   * this one has to itself.
   */
  Optional<JobLease> rival(Claimant me) {
    return heldByOther(me).filter(lease -> !lease.getReleased() && !isOfSameHome(lease, me));
  }

  private static boolean isOfSameHome(JobLease lease, Claimant me) {
    return me.home().lock().map(lock -> lock.equals(lease.getHome())).orElse(false);
  }
}
