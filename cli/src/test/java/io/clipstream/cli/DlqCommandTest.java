package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DlqCommandTest {
  private String images;

  @BeforeEach
  void refuseThree() throws Exception {
    images = SharedKafka.topic("images", Map.of());
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", SharedKafka.bootstrap()))) {
      admin.createTopics(Set.of(new NewTopic(images + ".dlq", 1, (short) 1))).all().get();
    }
    try (KafkaProducer<byte[], byte[]> producer = SharedKafka.producer(Map.of())) {
      producer.send(refused("a", new byte[] {1, 2}, "UNREACHABLE", 5));
      producer.send(refused("b", new byte[] {3}, "UNKNOWN_FORMAT", 6));
      producer.send(refused("c", null, "NULL_VALUE", 8));
    }
  }

  @Test
  void listsWhereEachRecordLayAndWhyItWasRefused() throws Exception {
    CommandRun all = dlq("list");
    assertThat(all.lines())
        .containsExactly(
            images + "-0@5\ta\tUNREACHABLE\twhy a was refused",
            images + "-0@6\tb\tUNKNOWN_FORMAT\twhy b was refused",
            images + "-0@8\tc\tNULL_VALUE\twhy c was refused");
    assertThat(all.err()).contains("1\tUNREACHABLE");
    assertThat(dlq("list", "--reason=UNKNOWN_FORMAT,NULL_VALUE").lines()).hasSize(2);
    JsonNode json = new ObjectMapper().readTree(dlq("list", "--json", "--count=1").lines().get(0));
    assertThat(json.get("offset").longValue()).isEqualTo(5);
    assertThat(json.get("bytes").intValue()).isEqualTo(2);
  }

  @Test
  void putsRecordsBackAsTheyCame() {
    assertThat(dlq("replay", "--reason=UNREACHABLE").err()).contains("replayed 1, left out 0");
    List<ConsumerRecord<byte[], byte[]>> back = SharedKafka.records(images);
    assertThat(back).hasSize(1);
    assertThat(back.get(0).key()).isEqualTo(text("a"));
    assertThat(back.get(0).value()).containsExactly(1, 2);
    assertThat(back.get(0).headers())
        .extracting(
            header -> header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8))
        .containsExactly("trace=t-a");
  }

  @Test
  void aReasonMayBeWrittenInAnyCaseAndOneThatThereIsNotIsRefused() {
    assertThat(dlq("list", "--reason=unreachable").lines()).hasSize(1);
    for (String verb : List.of("list", "replay")) {
      CommandRun ran = dlq(verb, "--reason=NOSUCH");
      assertThat(ran.exit()).isEqualTo(2);
      assertThat(ran.err())
          .contains("--reason is 'NOSUCH'")
          .contains("HOST_PAUSED", "NULL_VALUE", "TOO_LARGE", "UNKNOWN_LABEL_SET");
    }
  }

  @Test
  void remembersWhatWasReplayed() {
    assertThat(dlq("replay", "--dry-run").err()).contains("would replay 3");
    assertThat(SharedKafka.records(images)).isEmpty();
    assertThat(dlq("replay").err()).contains("replayed 3");
    assertThat(dlq("replay").err()).contains("replayed 0");
    assertThat(dlq("replay", "--again").err()).contains("replayed 3");
    assertThat(SharedKafka.records(images)).hasSize(6);
    assertThat(SharedKafka.records(images).get(2).value()).isNull();
  }

  @Test
  void whatWasTooLargeIsNamedByWhereItLies() {
    try (KafkaProducer<byte[], byte[]> producer = SharedKafka.producer(Map.of())) {
      ProducerRecord<byte[], byte[]> large = refused("d", null, "TOO_LARGE", 9);
      large.headers().add("__connect.errors.left.out.bytes", text("99000000"));
      producer.send(large);
    }
    CommandRun ran = dlq("replay", "--reason=TOO_LARGE");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err())
        .contains(images + "-0@9 was too large")
        .contains("replayed 0, left out 1");
    assertThat(SharedKafka.records(images)).isEmpty();
  }

  @Test
  void nothingIsPutIntoATopicThatTheDeadLettersDoNotBelongTo() {
    String other = SharedKafka.topic("other", Map.of());
    try (KafkaProducer<byte[], byte[]> producer = SharedKafka.producer(Map.of())) {
      for (String topic : List.of(other, "", "no such topic", "labels.sets.v1")) {
        ProducerRecord<byte[], byte[]> strange = refused("s", new byte[] {9}, "STRANGE", 1);
        strange.headers().remove("__connect.errors.topic");
        strange.headers().add("__connect.errors.topic", text(topic));
        producer.send(strange);
      }
      ProducerRecord<byte[], byte[]> without = refused("s", new byte[] {9}, "STRANGE", 1);
      without.headers().remove("__connect.errors.topic");
      producer.send(without);
    }
    CommandRun ran = dlq("replay");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err())
        .contains("replayed 3, left out 5")
        .contains("says it came from '" + other + "', expected " + images);
    assertThat(SharedKafka.records(images)).hasSize(3);
    assertThat(SharedKafka.records(other)).isEmpty();
  }

  @Test
  void headersThatHoldAnythingAreListedAndEndNothing() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = SharedKafka.producer(Map.of())) {
      for (String header :
          List.of("topic", "partition", "offset", "exception.class.name", "exception.message")) {
        for (byte[] value :
            new byte[][] {null, {}, {(byte) 0xff, 0, 27}, text("9".repeat(40)), text("-x")}) {
          ProducerRecord<byte[], byte[]> odd = refused("odd", new byte[] {1}, "ODD", 7);
          odd.headers().remove("__connect.errors." + header);
          odd.headers().add("__connect.errors." + header, value);
          producer.send(odd);
        }
      }
      producer.send(new ProducerRecord<>(images + ".dlq", null, null));
    }
    assertThat(dlq("list").lines()).hasSize(29);
    List<String> json = dlq("list", "--json").lines();
    assertThat(json).hasSize(29);
    for (String line : json) {
      assertThat(new ObjectMapper().readTree(line).has("offset")).isTrue();
    }
  }

  private ProducerRecord<byte[], byte[]> refused(
      String key, byte[] value, String reason, long offset) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(images + ".dlq", text(key), value);
    record.headers().add("trace", text("t-" + key));
    record.headers().add("__connect.errors.topic", text(images));
    record.headers().add("__connect.errors.partition", text("0"));
    record.headers().add("__connect.errors.offset", text(String.valueOf(offset)));
    record.headers().add("__connect.errors.exception.class.name", text(reason));
    record.headers().add("__connect.errors.exception.message", text("why " + key + " was refused"));
    return record;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private CommandRun dlq(String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "dlq";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[all.length - 1] = "--topic.images=" + images;
    return CommandRun.onKafka(all);
  }
}
