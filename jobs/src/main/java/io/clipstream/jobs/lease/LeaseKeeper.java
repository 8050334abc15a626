package io.clipstream.jobs.lease;

import io.clipstream.schemas.JobLease;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Holds the lease of a job that runs: renews it, and finds out when another job has taken it. One
 * thread for each job.
 *
 * <p>While Kafka does not answer the job lives on, but nothing is vouched for: a check waits until
 * the log can be read again. So a job that is cut off commits nothing, however long that lasts, and
 * goes on as if nothing had been if nobody has taken its place.
 */
final class LeaseKeeper implements AutoCloseable {
  private static final Log LOG = Log.of(LeaseKeeper.class);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration LONGEST_END = Duration.ofSeconds(10);

  private final Supplier<LeaseLog> opener;
  private final Claimant me;
  private final Duration interval;
  private final Consumer<ResourceException> lost;
  private final BlockingQueue<CompletableFuture<Void>> requests = new LinkedBlockingQueue<>();
  private final List<CompletableFuture<Void>> checks = new ArrayList<>();
  private final Thread thread;
  private volatile boolean isClosing;
  private LeaseLog log;
  private LeaseHistory history = LeaseHistory.NONE;
  private JobLease mine;
  private boolean isLost;
  private boolean isSilent;

  /**
   * @param opener opens the log; called by the thread of the keeper
   * @param mine the lease as it was taken
   * @param interval between two renewals
   * @param lost is told once if another job has taken the name; called by the thread of the keeper
   */
  LeaseKeeper(
      Supplier<LeaseLog> opener,
      Claimant me,
      JobLease mine,
      Duration interval,
      Consumer<ResourceException> lost) {
    this.opener = opener;
    this.me = me;
    this.mine = mine;
    this.interval = interval;
    this.lost = lost;
    this.thread = new Thread(this::run, "clipstream-lease-" + me.jobName());
    thread.setDaemon(true);
    thread.setContextClassLoader(LeaseKeeper.class.getClassLoader()); // Kafka's clients look there
  }

  void start() {
    thread.start();
  }

  /**
   * Looks whether the lease is still held.
   *
   * @return is done when it was after this call; never if another job has it
   */
  CompletableFuture<Void> check() {
    CompletableFuture<Void> check = new CompletableFuture<>();
    requests.add(check);
    return check;
  }

  private void run() {
    try {
      while (!isClosing) {
        turn();
        await(isSilent ? AFTER_FAILURE : interval);
      }
      release();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closeLog();
    }
  }

  private void closeLog() {
    if (log != null) {
      log.close();
      log = null;
    }
  }

  private void await(Duration longest) throws InterruptedException {
    CompletableFuture<Void> first = requests.poll(longest.toMillis(), TimeUnit.MILLISECONDS);
    if (first != null) {
      checks.add(first);
      requests.drainTo(checks);
    }
  }

  private void turn() throws InterruptedException {
    try {
      if (!isLost) {
        renew();
      }
      isSilent = false;
    } catch (RuntimeException e) { // clients that failed may be of no more use
      closeLog();
      if (!isSilent) {
        LOG.with(LogKey.JOB, me.jobName())
            .with(LogKey.ERROR, e)
            .warn(
                "the lease of a job's name cannot be read or renewed; no checkpoint is completed"
                    + " until it can");
      }
      isSilent = true;
    }
  }

  /** Whoever took the name before this record stands before it in the log. */
  private void renew() throws InterruptedException {
    mine = Claimant.renewed(mine);
    long end = log().append(mine);
    log().newsUntil(end).forEach(lease -> history = history.with(lease));
    Optional<JobLease> other = history.heldByOther(me);
    if (other.isPresent()) {
      isLost = true;
      lost.accept(LeaseWords.overtaken(mine, other.get()));
      return;
    }
    checks.forEach(check -> check.complete(null));
    checks.clear();
  }

  private LeaseLog log() {
    if (log == null) {
      log = opener.get();
    }
    return log;
  }

  /** Also a lease that was lost: whoever has it waits to hear that this job has stopped. */
  private void release() throws InterruptedException {
    try {
      log().append(Claimant.released(mine));
    } catch (RuntimeException e) {
      LOG.with(LogKey.DETAIL, LeaseWords.notGivenBack(mine, e))
          .warn("a job's name is not given back");
    }
  }

  /** Gives the lease back. */
  @Override
  public void close() throws InterruptedException {
    isClosing = true;
    check();
    thread.join(LONGEST_END.toMillis());
    thread.interrupt();
  }
}
