package io.clipstream.cli;

import io.clipstream.schemas.JobKind;
import io.clipstream.schemas.Quoting;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads what the job writes, shows it and counts it. For one thread. */
final class DemoResults implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final AvroCodec<TagEvent> codec;
  private final AvroCodec<StatusEvent> statuses;
  private final String tags;
  private final String status;
  private final Consumer<byte[], byte[]> consumer;
  private final DemoScreen screen;
  private final Long wanted;
  private final DemoCounts counts = new DemoCounts();
  private final long began = System.currentTimeMillis();
  private String checkpoint;
  private List<String> said = List.of();

  /**
   * @param wanted tagged pictures after which it is complete, or null
   */
  DemoResults(DemoStack stack, DemoScreen screen, Long wanted) {
    this.codec = stack.kafka().codec(TagEvent.class, Topic.TAGS);
    this.statuses = stack.kafka().codec(StatusEvent.class, Topic.STATUS);
    this.status = stack.kafka().name(Topic.STATUS);
    this.tags = stack.kafka().name(Topic.TAGS);
    this.screen = screen;
    this.wanted = wanted;
    this.consumer = stack.clients().consumer(Map.of("fetch.max.wait.ms", "50"));
    List<TopicPartition> partitions = new ArrayList<>();
    String refused = Topic.deadLetter(stack.kafka().name(Topic.IMAGES));
    Stream.of(tags, refused, status)
        .forEach(topic -> partitions.addAll(TopicReader.partitions(consumer, topic)));
    consumer.assign(partitions);
    consumer.endOffsets(partitions).forEach(consumer::seek);
  }

  /** Shows what has come, waiting a moment for it. */
  void poll() {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      if (isComplete()) {
        break;
      }
      if (record.topic().equals(tags)) {
        tagged(record);
      } else if (record.topic().equals(status)) {
        notice(record);
      } else {
        counts.rejected();
        screen.rejected(Refused.of(record));
      }
    }
    screen.refresh(counts);
  }

  private void tagged(ConsumerRecord<byte[], byte[]> record) {
    codec.decode(record.value()).toOptional().ifPresent(this::tagged);
  }

  private void tagged(TagEvent event) {
    Long sent =
        event.getOrigin().getTimestamp() == null
            ? null
            : event.getOrigin().getTimestamp().toEpochMilli();
    long millis = sent == null ? 0 : Math.max(0, System.currentTimeMillis() - sent);
    if (sent == null || sent < began) {
      counts.taggedUntimed();
    } else {
      counts.tagged(millis);
    }
    noticeSwap(event.getCheckpointId());
    screen.tagged(event, millis);
  }

  private void noticeSwap(String now) {
    if (checkpoint != null && !checkpoint.equals(now)) {
      screen.notice("tagging job: swapped from checkpoint " + checkpoint + " to " + now);
    }
    checkpoint = now;
  }

  /** What the training job is at, and where the tagging job has failed. */
  private void notice(ConsumerRecord<byte[], byte[]> record) {
    statuses.decode(record.value()).toOptional().ifPresent(this::notice);
  }

  private void notice(StatusEvent status) {
    if (JobKind.TRAINING.isOf(status)) {
      screen.notice("training job: " + status.getActivity());
    }
    List<String> now =
        status.getFailures().stream()
            .map(f -> Quoting.clip(f.getSubject()) + ": " + f.getMessage())
            .toList();
    now.stream().filter(line -> !said.contains(line)).forEach(screen::notice);
    said = now; // what lasts stands in every event and is said once
  }

  /** Whether anything has come. */
  boolean hasAny() {
    return counts.hasAny();
  }

  boolean isComplete() {
    return wanted != null && counts.tagged() >= wanted;
  }

  /** One line: how many, how fast. Times are from the sending of a picture to its tags. */
  String summary() {
    return String.format(
        Locale.ROOT,
        "tagged %d, rejected %d, %.1f images/s, from sent to tagged p50 %d ms, p95 %d ms, p99 %d ms",
        counts.tagged(),
        counts.rejectedCount(),
        counts.perSecond(),
        counts.percentile(50),
        counts.percentile(95),
        counts.percentile(99));
  }

  @Override
  public void close() {
    screen.end(counts);
    consumer.close();
  }
}
