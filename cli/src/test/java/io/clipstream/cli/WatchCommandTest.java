package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.Tag;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.codec.AvroCodec;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(120)
class WatchCommandTest {
  private static final AvroCodec<TagEvent> CODEC = AvroCodec.singleObject(TagEvent.class);

  private String topic;

  @BeforeEach
  void tagThreePictures() throws Exception {
    topic = SharedKafka.topic("tags", Map.of());
    try (KafkaProducer<byte[], byte[]> producer =
        SharedKafka.producer(Map.of("transactional.id", topic))) {
      producer.initTransactions();
      producer.beginTransaction();
      send(producer, event("a.png", tag("cat", 0.9f), tag("dog", 0.1f)));
      producer.commitTransaction();
      producer.beginTransaction();
      send(producer, event("taken-back.png", tag("cat", 0.99f)));
      producer.flush();
      producer.abortTransaction();
      producer.beginTransaction();
      send(producer, event("b.png", tag("dog", 0.7f), tag("cat", 0.3f)));
      send(producer, event("c.png", tag("fox", 0.6f)));
      producer.commitTransaction();
    }
  }

  @Test
  void printsWhatWasCommittedAndNothingElse() {
    CommandRun ran = watch("--count=3");
    assertThat(ran.exit()).isZero();
    assertThat(ran.lines()).hasSize(3);
    assertThat(ran.lines().get(0))
        .isEqualTo("2026-01-02T03:04:05Z\tTAG\ta.png\tcat 0.900*, dog 0.100");
    assertThat(ran.out()).doesNotContain("taken-back");
  }

  @Test
  void aLabelAndAScoreChooseTogether() {
    assertThat(watch("--label=cat", "--min-score=0.5", "--count=1").out()).contains("a.png");
    assertThat(watch("--label=dog", "--min-score=0.5", "--count=1").out())
        .contains("b.png\tdog 0.700");
  }

  @Test
  void aProgramReadsTheWholeEvent() throws Exception {
    CommandRun ran = watch("--json", "--count=1");
    JsonNode event = new ObjectMapper().readTree(ran.lines().get(0));
    assertThat(event.get("imageId").textValue()).isEqualTo("a.png");
    assertThat(event.get("origin").get("offset").longValue()).isEqualTo(7);
    assertThat(event.get("tags").get(0).get("score").floatValue()).isEqualTo(0.9f);
    assertThat(event.get("labelSetRevision").longValue()).isEqualTo(3);
    assertThat(event.get("attributes").get("shelf").textValue()).isEqualTo("4");
  }

  @Test
  void whatCannotBeReadIsSaidAndPassedOver() {
    try (KafkaProducer<byte[], byte[]> producer = SharedKafka.producer(Map.of())) {
      producer.send(new ProducerRecord<>(topic, new byte[] {9, 9, 9}));
      producer.flush();
      producer.send(new ProducerRecord<>(topic, CODEC.encode(event("d.png", tag("fox", 1)))));
    }
    CommandRun ran = watch("--count=4");
    assertThat(ran.lines().get(3)).contains("d.png");
    assertThat(ran.err()).contains(topic + "-0@").contains("09 09 09");
  }

  @Test
  void itEndsWhenNobodyReadsItAnyLonger() {
    CommandLine line = Main.commandLine();
    line.setOut(
        new PrintWriter(
            new Writer() {
              @Override
              public void write(char[] text, int from, int length) throws IOException {
                throw new IOException("Broken pipe");
              }

              @Override
              public void flush() {}

              @Override
              public void close() {}
            }));
    assertThat(
            line.execute(
                "watch",
                "--from-beginning",
                "--topic.tags=" + topic,
                "--kafka",
                SharedKafka.bootstrap()))
        .isZero();
  }

  @Test
  void itEndsWhenThePipeBehindStandardOutputIsBroken() {
    PrintStream before = System.out;
    try (PrintStream broken =
        new PrintStream(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
              }
            },
            true,
            StandardCharsets.UTF_8)) {
      System.setOut(broken);
      assertThat(
              Main.commandLine()
                  .execute(
                      "watch",
                      "--from-beginning",
                      "--topic.tags=" + topic,
                      "--kafka",
                      SharedKafka.bootstrap()))
          .isZero();
    } finally {
      System.setOut(before);
    }
  }

  @Test
  void settingsOutOfRangeAreNamed() {
    assertThat(watch("--min-score=7").err()).contains("--min-score is 7.0, expected 0 to 1");
    assertThat(watch("--count=0").err()).contains("--count is 0, expected 1 or more");
  }

  private CommandRun watch(String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "watch";
    all[1] = "--from-beginning";
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    all[all.length - 1] = "--topic.tags=" + topic;
    return CommandRun.onKafka(all);
  }

  private void send(KafkaProducer<byte[], byte[]> producer, TagEvent event) {
    byte[] key = event.getImageId().getBytes(StandardCharsets.UTF_8);
    producer.send(new ProducerRecord<>(topic, key, CODEC.encode(event)));
  }

  private static TagEvent event(String imageId, Tag... tags) {
    return TagEvent.newBuilder()
        .setImageId(imageId)
        .setOrigin(new Origin("images", 0, 7L, null))
        .setTags(List.of(tags))
        .setDecision(Decision.TAG)
        .setCheckpointId("c1")
        .setEmbeddingSpaceId("c1")
        .setLabelSetId("default")
        .setLabelSetRevision(3)
        .setLabelSetHash("0".repeat(64))
        .setAttributes(Map.of("shelf", "4"))
        .setTaggedAt(Instant.parse("2026-01-02T03:04:05Z"))
        .build();
  }

  private static Tag tag(String label, float score) {
    return new Tag(label, 0.2f, score, Action.TAG, score >= 0.5f);
  }
}
