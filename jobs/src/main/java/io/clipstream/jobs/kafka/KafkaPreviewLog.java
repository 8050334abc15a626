package io.clipstream.jobs.kafka;

import io.clipstream.control.RawRecord;
import io.clipstream.operators.PreviewLog;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.PreviewAnswer;
import io.clipstream.schemas.PreviewRequest;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import io.clipstream.schemas.codec.WireFormat;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Previews through two topics, by clients of their own: neither a source nor a sink of Flink, whose
 * state a savepoint would carry and whose failure would be the job's. The topics need not be there.
 */
public final class KafkaPreviewLog implements PreviewLog {
  @Serial private static final long serialVersionUID = 1L;

  private static final Log LOG = Log.of(KafkaPreviewLog.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final CloseOptions CLOSE_OPTIONS = CloseOptions.timeout(Duration.ofSeconds(2));

  private final KafkaSettings kafka;
  private final TaggingTopics topics;
  private final WireFormat wireFormat;

  public KafkaPreviewLog(KafkaSettings kafka, TaggingTopics topics, WireFormat wireFormat) {
    this.kafka = kafka;
    this.topics = topics;
    this.wireFormat = wireFormat;
  }

  @Override
  public Session open() {
    return new Clients();
  }

  private KafkaConsumer<byte[], byte[]> consumer(String ifNoOffset, Map<String, String> more) {
    Map<String, String> defaults = new HashMap<>(more);
    defaults.put("isolation.level", "read_committed");
    defaults.put("default.api.timeout.ms", Long.toString(PATIENCE.toMillis()));
    Properties properties = kafka.properties(defaults);
    properties.put("enable.auto.commit", "false");
    properties.put("auto.offset.reset", ifNoOffset);
    properties.put("allow.auto.create.topics", "false");
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private final class Clients implements Session {
    private final AvroCodec<PreviewRequest> requests =
        wireFormat.codec(PreviewRequest.class, topics.previews().requests());
    private final AvroCodec<PreviewAnswer> answers =
        wireFormat.codec(PreviewAnswer.class, topics.previews().answers());
    private final KafkaConsumer<byte[], byte[]> requestReader = consumer("latest", Map.of());
    private Optional<KafkaConsumer<byte[], byte[]>> imageReader = Optional.empty();
    private Optional<KafkaProducer<byte[], byte[]>> writer = Optional.empty();
    private boolean hasBegun;

    /** A restart begins with the requests that somebody still waits for. */
    private void begin() {
      topics.previews().topics().forEach(this::partitions); // both have to be there
      Map<TopicPartition, Long> since = new HashMap<>();
      long fresh = System.currentTimeMillis() - FRESH.toMillis();
      partitions(topics.previews().requests()).forEach(one -> since.put(one, fresh));
      requestReader.assign(since.keySet());
      requestReader.seekToEnd(since.keySet());
      requestReader
          .offsetsForTimes(since)
          .forEach(
              (partition, first) -> {
                if (first != null) {
                  requestReader.seek(partition, first.offset());
                }
              });
    }

    private void beginOrSayWhyNot() {
      try {
        begin();
      } catch (InterruptException e) {
        throw e;
      } catch (KafkaException e) {
        throw new ResourceException("the topics for previews: " + e.getMessage(), e);
      }
    }

    private List<TopicPartition> partitions(String topic) {
      List<TopicPartition> partitions =
          requestReader.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      if (partitions.isEmpty()) {
        throw new ResourceException(
            "topic '%s' does not exist; 'clipstream topics create --kafka %s' makes it"
                .formatted(topic, kafka.bootstrapServers()));
      }
      return partitions;
    }

    @Override
    public List<PreviewRequest> poll(Duration patience) {
      if (!hasBegun) {
        beginOrSayWhyNot();
        hasBegun = true;
      }
      List<PreviewRequest> found = new ArrayList<>();
      for (ConsumerRecord<byte[], byte[]> record : requestReader.poll(patience)) {
        Decoding<PreviewRequest> decoding = requests.decode(record.value());
        if (decoding instanceof Decoding.Ok<PreviewRequest> ok) {
          found.add(ok.value());
        } else if (decoding instanceof Decoding.Failed<PreviewRequest> failed) {
          LOG.with(LogKey.TOPIC, record.topic())
              .with(LogKey.PARTITION, record.partition())
              .with(LogKey.OFFSET, record.offset())
              .with(LogKey.REASON, failed.reason())
              .info("a request for a preview cannot be read");
        }
      }
      return found;
    }

    @Override
    public Optional<RawRecord> image(Origin origin) {
      if (!topics.images().contains(origin.getTopic()) || origin.getOffset() < 0) {
        return Optional.empty();
      }
      TopicPartition place = new TopicPartition(origin.getTopic(), origin.getPartition());
      KafkaConsumer<byte[], byte[]> reader = imageReader.orElseGet(this::openImageReader);
      reader.assign(List.of(place));
      reader.seek(place, origin.getOffset());
      long end = System.nanoTime() + PATIENCE.toNanos();
      try {
        while (System.nanoTime() < end) {
          for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(500))) {
            return Optional.of(record)
                .filter(found -> found.offset() == origin.getOffset())
                .map(KafkaRecords::raw);
          }
        }
      } catch (OffsetOutOfRangeException | NoOffsetForPartitionException e) {
        return Optional.empty();
      }
      return Optional.empty();
    }

    private KafkaConsumer<byte[], byte[]> openImageReader() {
      imageReader =
          Optional.of(
              consumer(
                  "none",
                  Map.of(
                      "max.poll.records", "1",
                      "max.partition.fetch.bytes", "1", // a batch of records comes all the same
                      "fetch.max.wait.ms", "100")));
      return imageReader.get();
    }

    private KafkaProducer<byte[], byte[]> openWriter() {
      Map<String, String> defaults =
          Map.of(
              "max.request.size", String.valueOf(64 << 20),
              "max.block.ms", Long.toString(PATIENCE.toMillis()),
              "request.timeout.ms", "5000",
              "delivery.timeout.ms", Long.toString(PATIENCE.toMillis()));
      writer =
          Optional.of(
              new KafkaProducer<>(
                  kafka.properties(defaults),
                  new ByteArraySerializer(),
                  new ByteArraySerializer()));
      return writer.get();
    }

    @Override
    public void answer(PreviewAnswer answer) {
      byte[] key = answer.getRequestId().getBytes(StandardCharsets.UTF_8);
      try {
        writer
            .orElseGet(this::openWriter)
            .send(new ProducerRecord<>(topics.previews().answers(), key, answers.encode(answer)))
            .get();
      } catch (ExecutionException e) {
        throw new KafkaException(String.valueOf(e.getCause().getMessage()), e.getCause());
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
    }

    @Override
    public void close() {
      boolean wasInterrupted = Thread.interrupted(); // the clients would not close in peace
      try {
        requestReader.close(CLOSE_OPTIONS);
        imageReader.ifPresent(reader -> reader.close(CLOSE_OPTIONS));
        writer.ifPresent(one -> one.close(Duration.ofSeconds(2)));
      } finally {
        if (wasInterrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }
}
