package io.clipstream.cli;

import io.clipstream.control.status.JobStatus;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What the subtasks of all jobs said last.
 *
 * @param events one for each job and subtask
 */
record StatusLog(List<StatusEvent> events) {
  StatusLog {
    events = List.copyOf(events);
  }

  /**
   * Reads the whole topic.
   *
   * @throws io.clipstream.schemas.ClipstreamException if it is not there or cannot be read
   */
  static StatusLog read(KafkaClients clients, KafkaConnection kafka) {
    AvroCodec<StatusEvent> codec = codec(kafka);
    Map<String, StatusEvent> last = new LinkedHashMap<>();
    TopicReader.toEnd(
        clients,
        kafka.name(Topic.STATUS),
        record -> {
          decode(codec, record).ifPresent(event -> last.put(key(event), event));
          return true;
        });
    return new StatusLog(List.copyOf(last.values()));
  }

  /** Whether the topic is there and may be looked at. */
  static boolean isSeen(KafkaClients clients, KafkaConnection kafka) {
    Set<String> topics = clients.await(clients.admin().listTopics().names(), "listing the topics");
    return topics.contains(kafka.name(Topic.STATUS));
  }

  /** What there is to say where it is not. */
  static String unseen(KafkaConnection kafka) {
    return "topic '%s' is not there, or may not be seen: no job can be asked what it makes of it"
        .formatted(kafka.name(Topic.STATUS));
  }

  /** The jobs that run. */
  List<JobStatus> alive() {
    return JobStatus.of(events, Instant.now()).stream().filter(JobStatus::isAlive).toList();
  }

  static AvroCodec<StatusEvent> codec(KafkaConnection kafka) {
    return kafka.codec(StatusEvent.class, Topic.STATUS);
  }

  /** The event of a record; others' records say nothing to us. */
  static Optional<StatusEvent> decode(
      AvroCodec<StatusEvent> codec, ConsumerRecord<byte[], byte[]> record) {
    return codec.decode(record.value()).toOptional();
  }

  /** Names a subtask among those of all jobs. */
  static String key(StatusEvent event) {
    return event.getJobName() + "/" + event.getSubtask();
  }
}
