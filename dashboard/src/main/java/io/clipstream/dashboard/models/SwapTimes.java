package io.clipstream.dashboard.models;

import io.clipstream.dashboard.ingest.Batch;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.ingest.TopicReader;
import io.clipstream.schemas.CheckpointAnswer;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * How long subtasks took from an announcement to serving with it: known where the statuses before
 * and after the swap were read. For any thread.
 */
final class SwapTimes implements TopicReader {
  private static final int MOST = 2_000;

  /** What a subtask said last, and when it first said so. */
  private record Heard(Optional<CheckpointAnswer> answer, Optional<Duration> took) {
    private boolean servesBy(CheckpointAnswer other) {
      return answer.filter(CheckpointAnswer::getServes).filter(other::equals).isPresent();
    }
  }

  private final String topic;
  private final AvroCodec<StatusEvent> codec;
  private final Map<String, Heard> bySubtask = new LinkedHashMap<>(16, 0.75f, true);

  SwapTimes(KafkaAccess kafka) {
    this.topic = kafka.name(Topic.STATUS);
    this.codec = kafka.codec(StatusEvent.class, Topic.STATUS);
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
  public void read(Batch batch, ConsumerRecord<byte[], byte[]> record) {
    if (record.value() != null
        && codec.decode(record.value()) instanceof Decoding.Ok<StatusEvent> ok) {
      hear(ok.value());
    }
  }

  private synchronized void hear(StatusEvent status) {
    String key = status.getJobName() + "/" + status.getSubtask();
    CheckpointAnswer answer = status.getAnswer();
    Heard before = bySubtask.get(key);
    boolean isSwap =
        before != null && answer != null && answer.getServes() && !before.servesBy(answer);
    boolean isSame = before != null && answer != null && before.servesBy(answer);
    Optional<Duration> took =
        isSwap
            ? Optional.of(Duration.between(answer.getAnnouncedAt(), status.getUpdatedAt()))
            : isSame ? before.took() : Optional.empty();
    bySubtask.put(key, new Heard(Optional.ofNullable(answer), took));
    if (bySubtask.size() > MOST) {
      bySubtask.remove(bySubtask.keySet().iterator().next());
    }
  }

  /** How long a subtask took to serve by an announcement, if that was seen. */
  synchronized Optional<Duration> of(StatusEvent subtask, CheckpointEvent announced) {
    Heard heard = bySubtask.get(subtask.getJobName() + "/" + subtask.getSubtask());
    return heard == null
        ? Optional.empty()
        : heard
            .took()
            .filter(
                took ->
                    heard
                        .answer()
                        .filter(
                            answer -> answer.getAnnouncedAt().equals(announced.getAnnouncedAt()))
                        .isPresent());
  }

  @Override
  public synchronized void reset() {
    bySubtask.clear();
  }
}
