package io.clipstream.dashboard.labels;

import io.clipstream.control.LabelSetInForce;
import io.clipstream.control.status.Liveness;
import io.clipstream.dashboard.ingest.Batch;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.ingest.TopicReader;
import io.clipstream.dashboard.state.JobStatuses;
import io.clipstream.schemas.FailureStatus;
import io.clipstream.schemas.LabelSetRef;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Since when each subtask of each tagging job tags by which revision, by its statuses. */
final class Followers implements TopicReader {
  private static final int MOST = 20_000;

  /** Label sets that a status names at most: of more it leaves some out. */
  private static final int LISTED = 50;

  /** A label set in a subtask. */
  private record Key(String set, String job, int subtask) {}

  /**
   * What a subtask tags by.
   *
   * @param at when it said so first, milliseconds since 1970
   * @param isSeen whether it was seen to tag by another revision, or none, before
   */
  private record Follower(long revision, long at, boolean isSeen) {}

  private final String topic;
  private final AvroCodec<StatusEvent> codec;
  private final JobStatuses statuses;
  private final Set<String> heard = new HashSet<>();
  private final Map<Key, Follower> followers =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Follower> eldest) {
          return size() > MOST;
        }
      };

  Followers(KafkaAccess kafka, JobStatuses statuses) {
    this.topic = kafka.name(Topic.STATUS);
    this.codec = kafka.codec(StatusEvent.class, Topic.STATUS);
    this.statuses = statuses;
  }

  @Override
  public String topic() {
    return topic;
  }

  @Override
  public Keeping keeping() {
    return Keeping.MEMORY;
  }

  @Override
  public synchronized void reset() {
    followers.clear();
    heard.clear();
  }

  /** What cannot be read is refused by {@link JobStatuses}, which reads the same. */
  @Override
  public synchronized void read(Batch batch, ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null
        || !(codec.decode(record.value()) instanceof Decoding.Ok<StatusEvent> ok)
        || ok.value().getActive() == null) {
      return;
    }
    StatusEvent event = ok.value();
    if (heard.size() > MOST) {
      heard.clear();
    }
    boolean isHeardAgain = !heard.add(event.getJobName() + "/" + event.getSubtask());
    boolean isWhole = event.getActive().getLabelSets().size() < LISTED;
    for (LabelSetRef ref : event.getActive().getLabelSets()) {
      Key key = new Key(ref.getId(), event.getJobName(), event.getSubtask());
      Follower before = followers.get(key);
      if (before == null || before.revision() != ref.getRevision()) {
        followers.put(
            key,
            new Follower(
                ref.getRevision(),
                event.getUpdatedAt().toEpochMilli(),
                before != null || (isHeardAgain && isWhole)));
      }
    }
  }

  /** The live subtasks of tagging jobs, and what each makes of a label set in force. */
  synchronized List<Map<String, Object>> of(LabelSetInForce set) {
    Instant now = Instant.now();
    return statuses.all().stream()
        .filter(status -> "tagging".equals(status.getKind()))
        .filter(status -> Liveness.of(status, now) == Liveness.ALIVE)
        .map(status -> subtask(status, set))
        .toList();
  }

  private Map<String, Object> subtask(StatusEvent status, LabelSetInForce set) {
    Follower follower =
        followers.get(new Key(set.set().getId(), status.getJobName(), status.getSubtask()));
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("job", status.getJobName());
    shown.put("subtask", status.getSubtask());
    shown.put("revision", follower == null ? null : follower.revision());
    shown.put("at", follower == null ? null : follower.at());
    shown.put("seen", follower != null && follower.isSeen());
    shown.put("problem", problem(status, set).orElse(null));
    return shown;
  }

  private static Optional<String> problem(StatusEvent status, LabelSetInForce set) {
    return status.getFailures().stream()
        .filter(failure -> failure.getRetryAfterMillis() != null)
        .filter(failure -> (failure.getSubject() + " ").startsWith(set.name() + " "))
        .map(FailureStatus::getMessage)
        .findFirst();
  }
}
