package io.clipstream.dashboard.labels;

import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.store.Result;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.PreviewAnswer;
import io.clipstream.schemas.PreviewOutcome;
import io.clipstream.schemas.PreviewRequest;
import io.clipstream.schemas.PreviewSample;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Previews that somebody has asked for, one after the other: the draft and the set in force are
 * scored on the same pictures by the job, so that what differs is the draft's doing.
 */
final class Previews implements AutoCloseable {
  private static final Log LOG = Log.of(Previews.class);
  private static final int KEPT = 16;
  private static final int WAITING = 4;
  private static final long END_SECONDS = 5;

  /** Pictures of a request: so many are encoded well within a minute. */
  private static final int AT_ONCE = 32;

  private final KafkaAccess kafka;
  private final PreviewSamples samples;
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          1,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          work -> {
            Thread made = new Thread(work, "dashboard-preview");
            made.setDaemon(true);
            return made;
          });
  private final Map<String, Preview> byId =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Preview> eldest) {
          return size() > KEPT;
        }
      };

  Previews(KafkaAccess kafka, PreviewSamples samples) {
    this.kafka = kafka;
    this.samples = samples;
  }

  /**
   * What is to be tried.
   *
   * @param job that is asked
   * @param inForce what the draft is compared with, if there is a set of its id
   * @param pictures how many at most
   * @param by who asks
   */
  record Wish(String job, LabelSet draft, Optional<LabelSet> inForce, int pictures, String by) {}

  /** How far one is. */
  private static final class Preview {
    private int done;
    private int total;
    private String checkpoint;
    private String problem;
    private Map<String, Object> result;

    synchronized void begin(int pictures) {
      total = pictures;
    }

    synchronized void progress(int pictures) {
      done += pictures;
    }

    synchronized void end(String with, Map<String, Object> found) {
      checkpoint = with;
      result = found;
    }

    synchronized void fail(String why) {
      problem = why;
    }

    synchronized Map<String, Object> shown() {
      Map<String, Object> shown = new LinkedHashMap<>();
      shown.put("done", done);
      shown.put("total", total);
      shown.put("checkpoint", checkpoint);
      shown.put("problem", problem);
      shown.put("result", result);
      return shown;
    }
  }

  /**
   * Begins one.
   *
   * @return its id
   * @throws ResourceException if too many wait
   */
  String begin(Wish wish) {
    String id = UUID.randomUUID().toString();
    Preview preview = new Preview();
    try {
      thread.execute(() -> run(wish, preview));
    } catch (RejectedExecutionException e) {
      throw new ResourceException("other drafts are tried just now; try again in a minute", e);
    }
    synchronized (byId) {
      byId.put(id, preview);
    }
    return id;
  }

  /** How far one is, and what it found. */
  Optional<Map<String, Object>> find(String id) {
    synchronized (byId) {
      return Optional.ofNullable(byId.get(id)).map(Preview::shown);
    }
  }

  private void run(Wish wish, Preview preview) {
    try (PreviewClient client = new PreviewClient(kafka, thread::isShutdown)) {
      List<Result> results = samples.newest(wish.draft().getId(), wish.pictures());
      preview.begin(results.size() * (wish.inForce().isPresent() ? 2 : 1));
      List<PreviewSample> pictures = samples.of(results);
      Scored then = score(client, wish, wish.draft(), pictures, preview);
      Optional<List<PreviewOutcome>> now =
          wish.inForce().isEmpty()
              ? Optional.empty()
              : Optional.of(
                  score(client, wish, wish.inForce().get(), pictures, preview).outcomes());
      preview.end(then.checkpoint(), Foretold.of(results, now, then.outcomes()));
    } catch (InterruptedException e) {
      preview.fail("the dashboard stops");
    } catch (ResourceException e) {
      preview.fail(e.getMessage());
    } catch (RuntimeException e) {
      LOG.with(LogKey.ERROR, e.getClass().getName()).warn("a preview failed");
      preview.fail("the preview failed: " + e.getMessage());
    }
  }

  /**
   * What a label set makes of pictures.
   *
   * @param checkpoint that it was encoded with
   */
  private record Scored(String checkpoint, List<PreviewOutcome> outcomes) {}

  private static Scored score(
      PreviewClient client, Wish wish, LabelSet set, List<PreviewSample> pictures, Preview preview)
      throws InterruptedException {
    List<PreviewOutcome> outcomes = new ArrayList<>();
    String checkpoint = null;
    for (int from = 0; from == 0 || from < pictures.size(); from += AT_ONCE) {
      List<PreviewSample> some = pictures.subList(from, Math.min(from + AT_ONCE, pictures.size()));
      PreviewAnswer answer = client.ask(request(wish, set, some));
      if (answer.getProblem() != null) {
        throw new ResourceException(answer.getProblem());
      }
      if (checkpoint != null && !checkpoint.equals(answer.getCheckpointId())) {
        throw new ResourceException("another checkpoint took over meanwhile; try again");
      }
      checkpoint = answer.getCheckpointId();
      outcomes.addAll(answer.getOutcomes());
      preview.progress(some.size());
    }
    return new Scored(checkpoint, outcomes);
  }

  private static PreviewRequest request(Wish wish, LabelSet set, List<PreviewSample> some) {
    return PreviewRequest.newBuilder()
        .setRequestId(UUID.randomUUID().toString())
        .setJobName(wish.job())
        .setLabelSet(set)
        .setSamples(some)
        .setRequestedBy(wish.by())
        .setRequestedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
        .build();
  }

  @Override
  public void close() {
    thread.getQueue().clear();
    thread.shutdown(); // what runs sees it soon: interrupted, Kafka's clients would not close
    try {
      boolean unused = thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    samples.close();
  }
}
