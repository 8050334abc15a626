package io.clipstream.operators.tagging;

import io.clipstream.operators.PreviewLog;
import io.clipstream.operators.generation.Background;
import io.clipstream.operators.generation.Generation;
import io.clipstream.schemas.PreviewAnswer;
import io.clipstream.schemas.PreviewRequest;
import io.clipstream.schemas.Quoting;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.TaskInfo;

/**
 * Says what drafts of label sets would make of pictures: one thread of a job, which gives way to
 * the batches, has no state and fails nothing. Requests are answered one after the other; those
 * that wait too long meanwhile are passed by.
 */
final class LabelPreviewer implements AutoCloseable {
  private static final Log LOG = Log.of(LabelPreviewer.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final long AGAIN_SECONDS = 10;
  private static final String NO_TROUBLE = "";
  private static final long END_MILLIS = 20_000;

  private final TaggerSettings settings;
  private final PreviewLog log;
  private final Serving serving;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);
  private String lastTrouble = "nothing is known yet";

  private LabelPreviewer(
      TaggerSettings settings, PreviewLog log, Serving serving, String threadName) {
    this.settings = settings;
    this.log = log;
    this.serving = serving;
    this.thread = Background.unstarted(this::run, threadName);
  }

  /** Starts one in the first subtask of a job that has such a log; elsewhere nothing. */
  static AutoCloseable start(
      TaggerSettings settings, Optional<PreviewLog> log, Serving serving, TaskInfo task) {
    if (log.isEmpty() || task.getIndexOfThisSubtask() != 0) {
      return () -> {};
    }
    LabelPreviewer previewer =
        new LabelPreviewer(
            settings, log.get(), serving, "clipstream-preview-" + task.getTaskNameWithSubtasks());
    previewer.thread.start();
    return previewer;
  }

  private boolean isOpen() {
    return closed.getCount() > 0;
  }

  private void run() {
    while (isOpen()) {
      try (PreviewLog.Session session = log.open();
          DraftScorer scorer = new DraftScorer(settings, session)) {
        serve(session, scorer);
      } catch (RuntimeException | OutOfMemoryError e) {
        if (isOpen()) {
          trouble(e);
          pause();
        }
      }
    }
  }

  private void serve(PreviewLog.Session session, DraftScorer scorer) {
    while (isOpen()) {
      for (PreviewRequest request : requests(session)) {
        if (isOpen() && isFor(request)) {
          answer(session, scorer, request);
        }
      }
      Optional<Generation> now = serving.retained();
      scorer.forgetUnless(now);
      now.ifPresent(Generation::release);
    }
  }

  /** None for a while if the log is not there: it may be made later. */
  private List<PreviewRequest> requests(PreviewLog.Session session) {
    try {
      List<PreviewRequest> requests = session.poll(POLL);
      if (!lastTrouble.equals(NO_TROUBLE)) {
        LOG.info("drafts of label sets can be previewed");
        lastTrouble = NO_TROUBLE;
      }
      return requests;
    } catch (ResourceException e) {
      trouble(e);
      pause();
      return List.of();
    }
  }

  private boolean isFor(PreviewRequest request) {
    return request.getJobName().equals(settings.jobName())
        && request.getRequestedAt().plus(PreviewLog.FRESH).isAfter(Instant.now());
  }

  /** An answer that cannot be written, say because it is too large, is answered too. */
  private void answer(PreviewLog.Session session, DraftScorer scorer, PreviewRequest request) {
    PreviewAnswer answer = outcome(scorer, request);
    try {
      session.answer(answer);
    } catch (RuntimeException e) {
      if (isOpen()) {
        session.answer(refused(request, "the answer cannot be written: " + words(e)));
      }
    }
  }

  private PreviewAnswer outcome(DraftScorer scorer, PreviewRequest request) {
    Optional<Generation> generation = serving.retained();
    if (generation.isEmpty()) {
      return refused(request, "no checkpoint is in service yet");
    }
    try {
      return scorer.answer(request, generation.get(), () -> !isOpen());
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
      LOG.with(LogKey.ERROR, e.getClass().getName()).info("a preview failed");
      return refused(request, "the draft cannot be tried: " + words(e));
    } finally {
      generation.get().release();
    }
  }

  private PreviewAnswer refused(PreviewRequest request, String problem) {
    return DraftScorer.answer(request).setProblem(problem).build();
  }

  private static String words(Throwable e) {
    return Quoting.clip(e.getMessage() == null ? e.toString() : e.getMessage());
  }

  /** Once for each kind: the topics may be missing for good, because nobody wants previews. */
  private void trouble(Throwable e) {
    String words = words(e);
    if (!words.equals(lastTrouble)) {
      LOG.with(LogKey.ERROR, words).info("no drafts of label sets can be previewed for now");
      lastTrouble = words;
    }
  }

  private void pause() {
    try {
      boolean unused = closed.await(AGAIN_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      // Closed: the loop sees it.
    }
  }

  /** The thread has its own hold on what it computes with, should it not end in time. */
  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
    try {
      thread.join(END_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
