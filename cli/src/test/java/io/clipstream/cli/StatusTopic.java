package io.clipstream.cli;

import io.clipstream.schemas.CheckpointAnswer;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.GenerationStatus;
import io.clipstream.schemas.LabelSetRef;
import io.clipstream.schemas.StatusCounts;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.codec.AvroCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A status topic of a test's own, and events as jobs write them. */
record StatusTopic(String name) {
  private static final AvroCodec<StatusEvent> CODEC = AvroCodec.singleObject(StatusEvent.class);

  static StatusTopic make() {
    return new StatusTopic(SharedKafka.topic("status", Map.of()));
  }

  /** Every event of the jobs, in order. */
  void say(StatusEvent... events) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = SharedKafka.producer(Map.of())) {
      for (StatusEvent event : events) {
        byte[] key =
            (event.getJobName() + "/" + event.getSubtask()).getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(name, key, CODEC.encode(event))).get();
      }
    }
  }

  /** A subtask that tags with a checkpoint and one label set, and is well. */
  static StatusEvent tagging(String job, int subtask, int parallelism, String checkpoint) {
    LabelSetRef set = new LabelSetRef("default", 3L, "0".repeat(64));
    return StatusEvent.newBuilder()
        .setJobName(job)
        .setSubtask(subtask)
        .setParallelism(parallelism)
        .setKind("tagging")
        .setHost("worker-1:4711")
        .setDevice("cpu")
        .setModelName("shop")
        .setActive(new GenerationStatus(checkpoint, null, List.of(set)))
        .setCounts(new StatusCounts(1, 0, 0, 0))
        .setFollow("promoted")
        .setNextWithinMillis(30_000L)
        .setUpdatedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
        .build();
  }

  /** The same with what it makes of an announcement. */
  static StatusEvent answering(StatusEvent status, CheckpointEvent event, String problem) {
    boolean serves = problem == null;
    return StatusEvent.newBuilder(status)
        .setActive(
            serves
                ? new GenerationStatus(event.getCheckpointId(), null, List.of())
                : status.getActive())
        .setAnswer(
            new CheckpointAnswer(event.getCheckpointId(), event.getAnnouncedAt(), serves, problem))
        .build();
  }
}
