package io.clipstream.cli;

import io.clipstream.model.evaluation.LabelledSet;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Sends pictures through the running job and waits for their tags. For one thread. */
final class DemoProbe implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final DemoStack stack;
  private final AvroCodec<TagEvent> codec;
  private final EventSender<ImageEvent> sender;
  private final Consumer<byte[], byte[]> consumer;
  private int probes;

  DemoProbe(DemoStack stack) {
    this.stack = stack;
    this.codec = stack.kafka().codec(TagEvent.class, Topic.TAGS);
    this.sender =
        new EventSender<>(
            stack.clients(),
            stack.kafka().name(Topic.IMAGES),
            stack.kafka().codec(ImageEvent.class, Topic.IMAGES));
    this.consumer = stack.clients().consumer(Map.of());
    List<TopicPartition> partitions =
        TopicReader.partitions(consumer, stack.kafka().name(Topic.TAGS));
    consumer.assign(partitions);
    consumer.endOffsets(partitions).forEach(consumer::seek);
  }

  /**
   * The results of all pictures of a set, by their paths.
   *
   * @param name begins the ids, so that each use has its own
   */
  Map<String, TagEvent> tag(String name, LabelledSet set) throws Exception {
    for (LabelledSet.Example example : set.examples()) {
      send(name + "/" + example.path(), example);
    }
    sender.flush();
    Map<String, TagEvent> results = new HashMap<>();
    while (results.size() < set.examples().size()) {
      stack.checkJobs();
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        codec
            .decode(record.value())
            .toOptional()
            .filter(event -> event.getImageId().startsWith(name + "/"))
            .ifPresent(
                event -> results.put(event.getImageId().substring(name.length() + 1), event));
      }
    }
    return results;
  }

  private void send(String id, LabelledSet.Example example) throws IOException {
    sender.send(
        id,
        ImageEvent.newBuilder()
            .setImageId(id)
            .setImage(ByteBuffer.wrap(Files.readAllBytes(example.path())))
            .setAttributes(Map.of())
            .build());
  }

  /** Sends one picture after the other until a result names the checkpoint. */
  void awaitCheckpoint(String id, LabelledSet set) throws Exception {
    LabelledSet one = new LabelledSet(set.name(), set.examples().subList(0, 1));
    boolean swapped = false;
    while (!swapped) {
      swapped =
          tag("probe-" + probes++, one).values().stream()
              .anyMatch(result -> result.getCheckpointId().equals(id));
    }
  }

  @Override
  public void close() {
    sender.close();
    consumer.close();
  }
}
