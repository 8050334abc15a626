package io.clipstream.operators.tagging;

import io.clipstream.control.ControlRecord;
import io.clipstream.control.DeadLetter;
import io.clipstream.control.Definitions;
import io.clipstream.control.RecordEffect;
import io.clipstream.operators.generation.Generations;
import io.clipstream.operators.generation.TaggingModel;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/**
 * Brings what the control logs say into service: at the start, with each record, when something has
 * become ready and when something that failed is to be tried again. For the task thread.
 */
final class Rollout implements AutoCloseable {
  /** Who is told of it. */
  interface Listener {
    /** A control record was refused. */
    void refused(DeadLetter letter);

    /** What people should know has changed. */
    void report(Generations generations);

    /** A start waits for something, as it says. */
    void waits(Generations generations, String activity);

    /** Images that waited may go on. */
    void advanced() throws Exception;
  }

  private static final Log LOG = Log.of(Rollout.class);

  /** Where a thousand sets become ready one by one, people need not hear of each at once. */
  private static final long REPORT_MILLIS = 1_000;

  /** Refused control records that are logged one by one. */
  private static final int REFUSALS_TOLD = 10;

  private static final long NEVER = Long.MAX_VALUE;

  private final Definitions definitions;
  private final MailboxExecutor mailbox;
  private final SteadyTime time;
  private final Listener listener;
  private final AtomicBoolean isPinged = new AtomicBoolean();
  private final Semaphore news = new Semaphore(0);
  private final Duration interval;
  private final Serving serving = new Serving();
  private final List<DeadLetter> refused = new ArrayList<>();
  private Generations generations;
  private ColdStart began;
  private long retryTimerAt = NEVER;
  private long reportedNanos;
  private boolean isReported = true;
  private boolean isReportTimed;
  private long refusals;
  private volatile boolean isOpen;

  /**
   * @param interval how long nothing is reported at most
   */
  Rollout(
      Definitions definitions,
      MailboxExecutor mailbox,
      ProcessingTimeService time,
      Duration interval,
      Listener listener) {
    this.definitions = definitions;
    this.mailbox = mailbox;
    this.time = new SteadyTime(time);
    this.interval = interval;
    this.listener = listener;
  }

  /**
   * Returns when a generation is in service.
   *
   * @param start closed with this
   * @throws io.clipstream.schemas.ResourceException if there is none after the start timeout
   * @throws InterruptedException if the task is cancelled
   */
  void begin(ColdStart start, TaggingModel.Source source, Generations.Policy policy)
      throws Exception {
    began = start;
    generations =
        new Generations(definitions, source, policy, start.read(), this::ping, ColdStart::millis);
    start.await(generations, news, activity -> listener.waits(generations, activity));
    serving.set(generations.current());
    refused.addAll(start.refused());
  }

  /** Tells what the start has brought, once the operator may emit; nothing is told before. */
  void announce() {
    isOpen = true;
    refused.forEach(listener::refused);
    refused.clear();
    report();
    reportAgainLater();
  }

  /** However little changes, so that a job which is silent can be told from one that is well. */
  private void reportAgainLater() {
    time.after(
        interval.toMillis(),
        timestamp -> {
          if (isOpen) {
            report();
            reportAgainLater();
          }
        });
  }

  /** Called by any thread when generations have something to look at. */
  private void ping() {
    news.release();
    if (isOpen && isPinged.compareAndSet(false, true)) {
      try {
        mailbox.execute(this::advance, "generations");
      } catch (RejectedExecutionException e) {
        // The task has ended.
      }
    }
  }

  /** Takes a record of a control log in. */
  void take(ControlRecord record) throws Exception {
    RecordEffect verdict = definitions.apply(record);
    verdict.ifRefused(
        letter -> {
          sayRefused(letter);
          listener.refused(letter);
        });
    verdict.ifChanged(what -> LOG.with(LogKey.DETAIL, what).info("a control record is followed"));
    if (verdict.isChange()) {
      isReported = false; // what is in work, and what has failed, is other sets now
      advance();
    }
  }

  /** A storm of bad records is told of less and less often; the dead letters have them all. */
  private void sayRefused(DeadLetter letter) {
    refusals++;
    if (refusals <= REFUSALS_TOLD || Long.bitCount(refusals) == 1) {
      LOG.with(LogKey.TOPIC, letter.record().topic())
          .with(LogKey.PARTITION, letter.record().partition())
          .with(LogKey.OFFSET, letter.record().offset())
          .with(LogKey.REASON, letter.reason())
          .with(LogKey.COUNT, refusals)
          .warn("a control record is refused; its dead letter says why");
    }
  }

  /** Moves on to what is in force, as far as it is ready. */
  void advance() throws Exception {
    isPinged.set(false);
    if (!isOpen) {
      return;
    }
    Generations.News news = generations.advance();
    serving.set(generations.current());
    isReported &= news == Generations.News.NONE;
    if (!isReported) {
      long wait = isUrgent(news) ? 0 : REPORT_MILLIS - sinceReport();
      reportAfter(wait);
    }
    listener.advanced();
    generations.nextRetry().ifPresent(this::retryAt);
  }

  private boolean isUrgent(Generations.News news) {
    return switch (news) {
      case NONE, PROGRESS -> false;
      case LABEL_SETS -> generations.isIdle();
      case CHECKPOINTS -> true;
    };
  }

  private long sinceReport() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - reportedNanos);
  }

  private void reportAfter(long millis) {
    if (millis <= 0) {
      report();
    } else if (!isReportTimed) {
      isReportTimed = true;
      time.after(
          millis,
          timestamp -> {
            isReportTimed = false;
            if (!isReported && isOpen) {
              report();
            }
          });
    }
  }

  private void report() {
    isReported = true;
    reportedNanos = System.nanoTime();
    listener.report(generations);
  }

  private void retryAt(long millis) {
    long now = ColdStart.millis();
    long at = Math.max(millis, now + 1);
    if (retryTimerAt <= at && retryTimerAt > now) {
      return;
    }
    retryTimerAt = at;
    time.after(
        at - now,
        timestamp -> {
          retryTimerAt = NEVER;
          advance();
        });
  }

  /** Nothing may be emitted any more, whatever becomes ready. */
  void end() {
    isOpen = false;
  }

  /** What the control logs say. */
  Definitions definitions() {
    return definitions;
  }

  /** What is in service and what is to come. */
  Generations generations() {
    return generations;
  }

  /** What is in service, for other threads. */
  Serving serving() {
    return serving;
  }

  @Override
  public void close() {
    end();
    serving.close();
    if (generations != null) {
      generations.close();
    }
    if (began != null) {
      began.close();
    }
  }
}
