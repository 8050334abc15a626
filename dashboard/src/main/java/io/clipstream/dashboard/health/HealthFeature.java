package io.clipstream.dashboard.health;

import io.clipstream.control.RefusedRecord;
import io.clipstream.control.status.JobStatus;
import io.clipstream.dashboard.deadletters.DeadLettersFeature;
import io.clipstream.dashboard.feature.Feature;
import io.clipstream.dashboard.http.Asked;
import io.clipstream.dashboard.http.Json;
import io.clipstream.dashboard.http.Route;
import io.clipstream.dashboard.ingest.Batch;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.ingest.RawRecords;
import io.clipstream.dashboard.ingest.TopicReader;
import io.clipstream.dashboard.state.JobStatuses;
import io.clipstream.dashboard.webhook.WebhookState;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** How well jobs and stream go, over the last hour. */
public final class HealthFeature implements Feature {
  private static final int USUAL_MINUTES = 15;
  private static final int MOST_MINUTES = 60;

  private final KafkaAccess kafka;
  private final JobStatuses statuses;
  private final AvroCodec<TagEvent> codec;
  private final HealthHistory history = new HealthHistory(System::currentTimeMillis);
  private final Sampler sampler;
  private final Supplier<List<WebhookState>> webhooks;

  /**
   * @param statuses what the jobs say
   * @param webhooks how those are who are told of decisions
   */
  public HealthFeature(
      KafkaAccess kafka, JobStatuses statuses, Supplier<List<WebhookState>> webhooks) {
    this.kafka = kafka;
    this.statuses = statuses;
    this.webhooks = webhooks;
    this.codec = kafka.codec(TagEvent.class, Topic.TAGS);
    this.sampler = new Sampler(kafka, statuses, history);
  }

  @Override
  public List<TopicReader> readers() {
    List<TopicReader> readers = new ArrayList<>();
    readers.add(new Reader(kafka.name(Topic.TAGS), this::tagged));
    for (Topic topic : DeadLettersFeature.INPUTS) {
      readers.add(new Reader(Topic.deadLetter(kafka.name(topic)), this::refused));
    }
    return readers;
  }

  private void tagged(Batch batch, ConsumerRecord<byte[], byte[]> record) {
    if (codec.decode(record.value()) instanceof Decoding.Ok<TagEvent> ok) {
      batch.afterCommit(() -> history.image(ok.value()));
    }
  }

  private void refused(Batch batch, ConsumerRecord<byte[], byte[]> record) {
    String reason = new RefusedRecord(RawRecords.of(record)).reason();
    batch.afterCommit(
        () -> history.reject(record.timestamp(), reason.isEmpty() ? "UNKNOWN" : reason));
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(
                "/api/health",
                "Jobs, webhooks, and the last minutes in buckets of five seconds: rates, latencies, batches,"
                    + " rejects, lag.",
                this::health)
            .query("minutes", "integer", "How far back, 1 to 60; 15 by default."));
  }

  private void health(Context context) {
    int minutes = Asked.number(context, "minutes", USUAL_MINUTES, 1, MOST_MINUTES);
    Map<String, Long> lags = sampler.lags();
    Map<String, Object> health = new LinkedHashMap<>();
    health.put("bucketMillis", HealthHistory.BUCKET_MILLIS);
    health.put("history", history.lists(minutes));
    health.put(
        "jobs",
        JobStatus.of(statuses.all(), Instant.now()).stream()
            .map(job -> JobHealth.of(job, lags.get(job.name())))
            .toList());
    health.put("webhooks", webhooks.get());
    Json.answer(context, health);
  }

  @Override
  public void close() {
    sampler.close();
  }

  /** Looks at records that others keep; what it remembers is in memory. */
  private final class Reader implements TopicReader {
    private final String topic;
    private final BiConsumer<Batch, ConsumerRecord<byte[], byte[]>> reading;

    Reader(String topic, BiConsumer<Batch, ConsumerRecord<byte[], byte[]>> reading) {
      this.topic = topic;
      this.reading = reading;
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
      reading.accept(batch, record);
    }

    @Override
    public void reset() {
      history.clear();
    }
  }
}
