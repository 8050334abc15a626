package io.clipstream.jobs.lease;

import io.clipstream.jobs.kafka.KafkaSettings;
import io.clipstream.jobs.lease.LeaseWatch.Sign;
import io.clipstream.schemas.JobLease;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/**
 * Takes the name of a job at its submission. A name whose holder lives is refused; one whose holder
 * has ended is free at once, one that went without a word after a while of silence.
 */
final class LeaseClaim {
  private static final Log LOG = Log.of(LeaseClaim.class);
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final LeaseLog log;
  private final Claimant me;
  private final Submission submission;
  private LeaseHistory history = LeaseHistory.NONE;

  private LeaseClaim(LeaseLog log, Claimant me, Submission submission) {
    this.log = log;
    this.me = me;
    this.submission = submission;
  }

  /**
   * Takes the name.
   *
   * @return the lease, and the one before it
   * @throws ResourceException if another job has the name, or Kafka does not answer
   */
  static Taken take(
      KafkaSettings kafka, LeaseSettings settings, Claimant me, Submission submission) {
    try (LeaseLog log = new LeaseLog(kafka, settings.topic(), me.jobName())) {
      return new LeaseClaim(log, me, submission).take(kafka, settings);
    } catch (KafkaException e) {
      throw new ResourceException(
          ("Kafka at %s: the lease of job.name '%s' cannot be taken in topic %s: %s; check the rights"
                  + " READ, WRITE and DESCRIBE on it")
              .formatted(kafka.bootstrapServers(), me.jobName(), settings.topic(), e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ResourceException("interrupted while taking the lease of the job's name", e);
    }
  }

  /**
   * What was taken.
   *
   * @param before who had the name before, if anybody did
   */
  record Taken(JobLease lease, Optional<JobLease> before) {}

  private Taken take(KafkaSettings kafka, LeaseSettings settings) throws InterruptedException {
    read();
    Optional<JobLease> before = history.heldByOther(me);
    Optional<JobLease> rival = history.rival(me);
    if (rival.isPresent() && !settings.isTakeOver()) {
      awaitEnd(rival.get());
    }
    JobLease mine = me.lease(history.nextEpoch());
    try {
      claim(mine);
      if (rival.isPresent() && settings.isTakeOver()) {
        mine = outlast(rival.get(), mine);
      }
      return new Taken(mine, before);
    } catch (InterruptedException | RuntimeException e) { // Ctrl-C, for one
      giveBack(kafka, settings.topic(), mine);
      throw e;
    }
  }

  /** Frees a name whose job does not run; should it run all the same, it takes the name again. */
  static void giveBack(KafkaSettings kafka, String topic, JobLease lease) {
    boolean isInterrupted = Thread.interrupted(); // or Kafka's clients would do nothing
    try (LeaseLog log = new LeaseLog(kafka, topic, lease.getJobName())) {
      log.append(Claimant.released(lease));
    } catch (KafkaException e) {
      LOG.with(LogKey.DETAIL, LeaseWords.notGivenBack(lease, e))
          .warn("a job's name is not given back");
    } catch (InterruptedException e) {
      isInterrupted = true;
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    log.news().forEach(lease -> history = history.with(lease));
  }

  /** Comes back when the holder has ended or is taken for dead. */
  private void awaitEnd(JobLease rival) throws InterruptedException {
    LeaseWatch watch = new LeaseWatch(rival, me.timeout(), System.nanoTime());
    submission.notice().accept(LeaseWords.waits(rival, watch.patience()));
    while (true) {
      long now = System.nanoTime();
      read();
      switch (watch.look(history.inForce(), now)) {
        case ALIVE -> throw LeaseWords.refused(history.inForce().orElse(rival));
        case ENDED -> {
          return;
        }
        case DEAD -> {
          submission.notice().accept(LeaseWords.dead(rival));
          return;
        }
        case UNKNOWN -> Thread.sleep(PAUSE.toMillis());
      }
    }
  }

  /** Others may do so at the same moment: what the log holds first counts. */
  private void claim(JobLease mine) throws InterruptedException {
    log.append(mine);
    read();
    Optional<JobLease> faster = history.heldByOther(me);
    if (faster.isPresent()) {
      throw LeaseWords.refused(faster.get());
    }
  }

  /** Waits until the holder that was overtaken says that it has stopped, or could be dead. */
  private JobLease outlast(JobLease rival, JobLease mine) throws InterruptedException {
    LeaseWatch watch = new LeaseWatch(rival, me.timeout(), System.nanoTime());
    submission.notice().accept(LeaseWords.takesOver(rival, watch.patience()));
    boolean hasStopped = false;
    while (!hasStopped && watch.look(Optional.empty(), System.nanoTime()) == Sign.UNKNOWN) {
      Thread.sleep(PAUSE.toMillis());
      hasStopped = readUntilEnd(rival);
    }
    submission.notice().accept(hasStopped ? LeaseWords.stopped(rival) : LeaseWords.silent(rival));
    JobLease renewed = Claimant.renewed(mine);
    log.append(renewed);
    return renewed;
  }

  private boolean readUntilEnd(JobLease rival) {
    boolean hasStopped = false;
    for (JobLease lease : log.news()) {
      history = history.with(lease);
      hasStopped |= lease.getReleased() && lease.getHolder().equals(rival.getHolder());
    }
    return hasStopped;
  }
}
