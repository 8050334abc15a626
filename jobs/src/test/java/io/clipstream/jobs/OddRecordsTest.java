package io.clipstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.control.DeadLetterHeaders;
import io.clipstream.jobs.testing.RunningJob;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.jobs.testing.TestPictures;
import io.clipstream.schemas.Tag;
import io.clipstream.schemas.TagEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that no producer should write, among those that it should. */
class OddRecordsTest {
  private static final String JOB = "odd-records";
  private static final int LIMIT = 1_048_588;
  private static final int OVERHEAD_AT_LEAST = 60;

  @TempDir private Path folder;

  private final TestKafka kafka = TestKafka.shared();
  private final TaggingStream stream = new TaggingStream(kafka, kafka.createTopics(JOB, 1));

  @Test
  void oddRecordsAreDeadLettersAndRefusedLabelSetsLeaveTheOldOneInForce() throws Exception {
    stream.promote(SmallModel.write(folder, 3));
    stream.publish(4, List.of("cat", "dog"));
    try (RunningJob job = RunningJob.start(stream.settings(JOB, folder), 1)) {
      ProducerRecord<byte[], byte[]> tombstone =
          new ProducerRecord<>(stream.images(), (byte[]) null, null);
      tombstone.headers().add("trace", new byte[] {1, 2});
      kafka.send(tombstone);
      byte[] largest = sendLargest();
      byte[] tooLarge = sendLargerThanAnyDeadLetter();
      job.await("three dead letters", () -> stream.deadLetters().size() == 3);

      List<ConsumerRecord<byte[], byte[]>> dead = stream.deadLetters();
      assertTombstone(dead.get(0));
      assertThat(dead.get(1).value()).isEqualTo(largest);
      assertLeftOut(dead.get(2), tooLarge.length);

      stream.publish(3, List.of("older", "revision"));
      job.await("the refusal", () -> stream.refusedLabelSets().size() == 1);
      assertThat(TaggingStream.header(stream.refusedLabelSets().get(0), DeadLetterHeaders.REASON))
          .isEqualTo("OLD_REVISION");
      stream.send(List.of(Map.entry("a", TaggingStream.event("a", TestPictures.png(1)))));
      job.await("a result", () -> !stream.results().isEmpty());
      assertOldLabels(stream.results().get(0));
    }
  }

  /** The largest record that the topic takes: one byte more is refused. */
  private byte[] sendLargest() throws InterruptedException {
    byte[] value = new byte[LIMIT];
    new Random(1).nextBytes(value);
    for (int length = LIMIT - OVERHEAD_AT_LEAST; ; length--) {
      byte[] shorter = java.util.Arrays.copyOf(value, length);
      if (accepted(shorter, "none")) {
        assertThat(length).isLessThan(LIMIT - OVERHEAD_AT_LEAST);
        return shorter;
      }
    }
  }

  /** Compressed it is small, and so the topic takes it. */
  private byte[] sendLargerThanAnyDeadLetter() throws InterruptedException {
    byte[] value = new byte[3 * LIMIT];
    assertThat(accepted(value, "gzip")).isTrue();
    return value;
  }

  private boolean accepted(byte[] value, String compression) throws InterruptedException {
    Map<String, String> settings =
        Map.of("max.request.size", "8000000", "compression.type", compression);
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer(settings)) {
      producer.send(new ProducerRecord<>(stream.images(), new byte[] {9}, value)).get();
      return true;
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(RecordTooLargeException.class);
      return false;
    }
  }

  private void assertTombstone(ConsumerRecord<byte[], byte[]> dead) {
    assertThat(dead.key()).isNull();
    assertThat(dead.value()).isNull();
    Header first = dead.headers().iterator().next();
    assertThat(first.key()).isEqualTo("trace");
    assertThat(first.value()).containsExactly(1, 2);
    assertThat(TaggingStream.header(dead, DeadLetterHeaders.REASON)).isEqualTo("NULL_VALUE");
    assertThat(TaggingStream.header(dead, DeadLetterHeaders.TOPIC)).isEqualTo(stream.images());
    assertThat(TaggingStream.header(dead, DeadLetterHeaders.OFFSET)).isEqualTo("0");
    assertThat(TaggingStream.header(dead, DeadLetterHeaders.CONNECTOR)).isEqualTo(JOB);
  }

  private static void assertLeftOut(ConsumerRecord<byte[], byte[]> dead, int bytes) {
    assertThat(dead.key()).containsExactly(9);
    assertThat(dead.value()).isNull();
    assertThat(TaggingStream.header(dead, DeadLetterHeaders.LEFT_OUT_BYTES))
        .isEqualTo(Integer.toString(bytes));
    assertThat(TaggingStream.header(dead, DeadLetterHeaders.OFFSET)).isEqualTo("2");
  }

  private static void assertOldLabels(TagEvent result) {
    assertThat(result.getLabelSetRevision()).isEqualTo(4);
    assertThat(result.getTags()).extracting(Tag::getLabel).containsExactlyInAnyOrder("cat", "dog");
    assertThat(result.getImageId().getBytes(StandardCharsets.UTF_8)).hasSize(1);
  }
}
