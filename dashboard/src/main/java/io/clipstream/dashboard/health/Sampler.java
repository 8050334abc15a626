package io.clipstream.dashboard.health;

import io.clipstream.control.status.JobStatus;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.state.JobStatuses;
import io.clipstream.schemas.RoundsStatus;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** Asks every few seconds how far the jobs are behind. A broker that is away leaves a gap. */
final class Sampler implements AutoCloseable {
  private static final Log LOG = Log.of(Sampler.class);
  private static final int JOBS = 20;
  private static final long PATIENCE_MILLIS = 2_000;

  private final KafkaAccess kafka;
  private final JobStatuses statuses;
  private final HealthHistory history;
  private final Map<String, Long> lags = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "dashboard-health");

  Sampler(KafkaAccess kafka, JobStatuses statuses, HealthHistory history) {
    this.kafka = kafka;
    this.statuses = statuses;
    this.history = history;
    thread.setDaemon(true);
    thread.start();
  }

  /** Records that each job has not committed yet, as of the last look. */
  Map<String, Long> lags() {
    return Map.copyOf(lags);
  }

  private void run() {
    while (closed.getCount() > 0) {
      try (Admin admin = kafka.admin()) {
        while (!closed.await(HealthHistory.BUCKET_MILLIS / 2, TimeUnit.MILLISECONDS)) {
          look(admin);
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        lags.clear();
        LOG.debug("asking how far the jobs are behind", e);
      }
    }
  }

  private void look(Admin admin) throws InterruptedException {
    for (JobStatus job :
        JobStatus.of(statuses.all(), Instant.now()).stream()
            .filter(JobStatus::isAlive)
            .limit(JOBS)
            .toList()) {
      RoundsStatus rounds = job.newest().getRounds();
      if (rounds != null && rounds.getWaitingPairs() != null) {
        history.waitingPairs(job.name(), rounds.getWaitingPairs());
      }
      if (rounds == null) {
        history.inWork(job.name(), JobHealth.labelSetsInWork(job));
      }
      try {
        ConsumerLag.of(admin, job.name())
            .ifPresent(
                records -> {
                  lags.put(job.name(), records);
                  history.lag(job.name(), records);
                });
      } catch (KafkaException e) {
        lags.remove(job.name());
        LOG.with(LogKey.JOB, job.name()).debug("asking how far a job is behind", e);
      }
    }
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
    try {
      thread.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
