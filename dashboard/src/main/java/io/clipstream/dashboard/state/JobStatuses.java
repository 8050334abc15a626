package io.clipstream.dashboard.state;

import io.clipstream.dashboard.ingest.Batch;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.ingest.TopicReader;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What each subtask of each job said last. */
public final class JobStatuses implements TopicReader {
  private static final int MOST = 2_000;

  private final String topic;
  private final AvroCodec<StatusEvent> codec;
  private final ConcurrentSkipListMap<String, StatusEvent> latest = new ConcurrentSkipListMap<>();

  public JobStatuses(KafkaAccess kafka) {
    this.topic = kafka.name(Topic.STATUS);
    this.codec = kafka.codec(StatusEvent.class, Topic.STATUS);
  }

  /** The last status of every subtask there is now, by job and subtask. */
  public List<StatusEvent> all() {
    return latest.values().stream().filter(this::isOfThisRun).toList();
  }

  /** Higher indices of an earlier run, with more subtasks, are stale. */
  private boolean isOfThisRun(StatusEvent event) {
    StatusEvent first = latest.get(key(event.getJobName(), 0));
    return first == null || event.getSubtask() < first.getParallelism();
  }

  private static String key(String job, int subtask) {
    return job + "/" + "%06d".formatted(subtask);
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
    if (record.value() == null) {
      return; // a job's last word; what it said stays with its time
    }
    StatusEvent event = codec.decode(record.value()).orElseThrow(why -> batch.refusal(record, why));
    latest.put(key(event.getJobName(), event.getSubtask()), event);
    while (latest.size() > MOST) {
      latest.pollFirstEntry();
    }
  }

  @Override
  public void reset() {
    latest.clear();
  }
}
