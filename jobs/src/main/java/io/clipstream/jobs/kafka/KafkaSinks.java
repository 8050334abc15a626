package io.clipstream.jobs.kafka;

import io.clipstream.control.DeadLetter;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.WireFormat;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;

/**
 * What a job writes. Every sink names its guarantee: the connector's default is none at all.
 *
 * <p>Results and dead letters keep a sink each, although one could serve the topics of both: each
 * has a uid and, in a checkpoint, transactions that are ready to commit. State of a sink that is no
 * longer there would be refused by Flink, or dropped with the dead letters in it. Statuses are
 * outside of transactions, since one that waits for a checkpoint cannot say that checkpoints fail.
 */
public final class KafkaSinks {
  private static final String MAX_REQUEST = "max.request.size";
  private static final int REQUEST_OVERHEAD = 1 << 10;
  private static final long BUFFER = 32L << 20;

  private final KafkaSettings kafka;
  private final String jobName;
  private final DeliveryGuarantee guarantee;
  private final Duration transactionTimeout;
  private final boolean isLossAccepted;
  private final WireFormat wireFormat;
  private final Map<String, Integer> limits;

  /**
   * @param guarantee of results and dead letters
   * @param isLossAccepted whether the job goes on when results turn out to be lost
   * @param limits bytes of a record at most, by topic, as {@link TopicCheck} gives them
   */
  public KafkaSinks(
      KafkaSettings kafka,
      String jobName,
      DeliveryGuarantee guarantee,
      Duration transactionTimeout,
      boolean isLossAccepted,
      WireFormat wireFormat,
      Map<String, Integer> limits) {
    this.kafka = kafka;
    this.jobName = jobName;
    this.guarantee = guarantee;
    this.transactionTimeout = transactionTimeout;
    this.isLossAccepted = isLossAccepted;
    this.wireFormat = wireFormat;
    this.limits = Map.copyOf(limits);
  }

  /** Results. */
  public Sink<TagEvent> tags(String topic) {
    int limit = limit(topic);
    return sink(new TagSerializer(topic, wireFormat, limit), "tags", limit, guarantee);
  }

  /**
   * Dead letters, each to the dead-letter topic of its input topic.
   *
   * @param inputs the topics whose records may be refused
   * @param refusedBy class that refuses them
   */
  public Sink<DeadLetter> deadLetters(Collection<String> inputs, Class<?> refusedBy) {
    return deadLetters("dead-letters", inputs, refusedBy);
  }

  /**
   * Dead letters of a job that has several sinks for them.
   *
   * @param name of the sink, unique in the job
   */
  public Sink<DeadLetter> deadLetters(String name, Collection<String> inputs, Class<?> refusedBy) {
    Map<String, Integer> byInput = new TreeMap<>();
    inputs.forEach(input -> byInput.put(input, limit(Topic.deadLetter(input))));
    int largest = byInput.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    return sink(
        new DeadLetterRecordSerializer(jobName, refusedBy.getName(), byInput),
        name,
        largest,
        guarantee);
  }

  /** Announcements of checkpoints. */
  public Sink<CheckpointEvent> checkpoints(String topic) {
    int limit = limit(topic);
    return sink(
        new CheckpointSerializer(topic, wireFormat, limit), "checkpoints", limit, guarantee);
  }

  /** Statuses: at least once, for a repeated one harms nobody and a late one is of little use. */
  public Sink<StatusEvent> status(String topic) {
    int limit = limit(topic);
    return sink(
        new StatusSerializer(topic, wireFormat, limit),
        "status",
        limit,
        DeliveryGuarantee.AT_LEAST_ONCE);
  }

  private <T> Sink<T> sink(
      TopicSerializer<T> serializer, String name, int limit, DeliveryGuarantee delivery) {
    Properties producer = properties(limit, name);
    if (delivery == DeliveryGuarantee.EXACTLY_ONCE) {
      producer.put("transaction.timeout.ms", Long.toString(transactionTimeout.toMillis()));
      return new PooledSink<>(
          serializer, new TransactionalIds(jobName, name), producer, isLossAccepted);
    }
    return new CalmSink<>(
        KafkaSink.<T>builder()
            .setRecordSerializer(serializer)
            .setDeliveryGuarantee(delivery)
            .setKafkaProducerConfig(producer)
            .build());
  }

  private Properties properties(int limit, String name) {
    long request = Math.min((long) limit + REQUEST_OVERHEAD, Integer.MAX_VALUE);
    return kafka.properties(
        Map.of(
            "client.id",
            jobName + "-" + name,
            MAX_REQUEST,
            Long.toString(request),
            "buffer.memory",
            Long.toString(Math.max(BUFFER, 2 * request))));
  }

  private int limit(String topic) {
    int own = limits.get(topic);
    String asked = kafka.clients().get(MAX_REQUEST);
    return asked == null ? own : Math.min(own, Integer.parseInt(asked.strip()));
  }
}
