package io.clipstream.jobs.testing;

import io.clipstream.jobs.kafka.TaggingTopics;
import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.codec.AvroCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A log of many revisions of label sets, {@code default} among them: all sets in turn, each
 * revision with one label changed, as people edit them.
 *
 * @param labels of each set
 */
public record LongLog(int records, int sets, int labels) {
  private static final AvroCodec<LabelSet> CODEC = AvroCodec.singleObject(LabelSet.class);

  /** Writes the log; returns the bytes of its keys and values. */
  public static long write(TestKafka kafka, TaggingTopics topics, LongLog log) {
    long bytes = 0;
    try (KafkaProducer<byte[], byte[]> producer =
        kafka.producer(Map.of("linger.ms", "20", "batch.size", "500000"))) {
      for (int i = 0; i < log.records; i++) {
        LabelSet set = log.set(i % log.sets, 1 + i / log.sets);
        byte[] key = set.getId().getBytes(StandardCharsets.UTF_8);
        byte[] value = CODEC.encode(set);
        bytes += key.length + value.length;
        producer.send(new ProducerRecord<>(topics.control().labelSets(), key, value));
      }
    }
    return bytes;
  }

  private LabelSet set(int number, long revision) {
    return LabelSet.newBuilder()
        .setId(number == 0 ? "default" : "tenant-" + number)
        .setRevision(revision)
        .setTemplates(List.of("a photo of a {}."))
        .setLabels(
            IntStream.range(0, labels)
                .mapToObj(i -> label(number, i, i == revision % labels ? revision : 0))
                .toList())
        .build();
  }

  private static Label label(int set, int number, long edited) {
    return Label.newBuilder()
        .setName("thing " + number + " of tenant " + set + ", edit " + edited)
        .build();
  }

  /** Bytes of all files in a folder. */
  public static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
