package io.clipstream.dashboard.labels;

import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.schemas.PreviewAnswer;
import io.clipstream.schemas.PreviewRequest;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Asks tagging jobs what they would say. For one thread. */
final class PreviewClient implements AutoCloseable {
  /** As long as a request is fresh. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final KafkaAccess kafka;
  private final BooleanSupplier stopped;
  private final AvroCodec<PreviewRequest> requests;
  private final AvroCodec<PreviewAnswer> answers;
  private final Consumer<byte[], byte[]> consumer;
  private final Producer<byte[], byte[]> producer;

  /**
   * Looks at what comes from now on.
   *
   * @param stopped turns true when nobody waits any more
   * @throws ResourceException if the topics are not there
   */
  PreviewClient(KafkaAccess kafka, BooleanSupplier stopped) {
    this.kafka = kafka;
    this.stopped = stopped;
    this.requests = kafka.codec(PreviewRequest.class, Topic.PREVIEWS);
    this.answers = kafka.codec(PreviewAnswer.class, Topic.PREVIEW_ANSWERS);
    this.consumer = kafka.consumer(Map.of());
    this.producer = kafka.producer();
    try {
      partitions(Topic.PREVIEWS);
      List<TopicPartition> partitions = partitions(Topic.PREVIEW_ANSWERS);
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      partitions.forEach(consumer::position);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private List<TopicPartition> partitions(Topic topic) {
    String name = kafka.name(topic);
    List<TopicPartition> partitions =
        consumer.partitionsFor(name).stream()
            .map(info -> new TopicPartition(name, info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new ResourceException(
          "topic '" + name + "' does not exist; 'clipstream topics create' makes it");
    }
    return partitions;
  }

  /**
   * The answer to a request.
   *
   * @throws ResourceException if Kafka does not take the request, or no answer comes
   */
  PreviewAnswer ask(PreviewRequest request) throws InterruptedException {
    byte[] key = request.getRequestId().getBytes(StandardCharsets.UTF_8);
    try {
      producer
          .send(new ProducerRecord<>(kafka.name(Topic.PREVIEWS), key, requests.encode(request)))
          .get();
    } catch (ExecutionException e) {
      throw new ResourceException(
          "topic '%s' does not take the draft: %s"
              .formatted(kafka.name(Topic.PREVIEWS), e.getCause().getMessage()),
          e.getCause());
    }
    return await(request);
  }

  private PreviewAnswer await(PreviewRequest request) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      if (stopped.getAsBoolean()) {
        throw new ResourceException("the dashboard stops");
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(250))) {
        if (answers.decode(record.value()) instanceof Decoding.Ok<PreviewAnswer> ok
            && ok.value().getRequestId().equals(request.getRequestId())) {
          return ok.value();
        }
      }
    }
    throw new ResourceException(
        "job '%s' has not answered within %d s; its log says whether it sees topic '%s'"
            .formatted(request.getJobName(), PATIENCE.toSeconds(), kafka.name(Topic.PREVIEWS)));
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
    consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
  }
}
