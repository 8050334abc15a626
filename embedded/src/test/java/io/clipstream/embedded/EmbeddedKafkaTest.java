package io.clipstream.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {
  private static final TopicPartition NOTES = new TopicPartition("notes", 0);

  @TempDir Path directory;

  @Test
  void whatWasCommittedIsThereAfterARestartAndWhatWasAbortedIsNot() throws Exception {
    String cluster;
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
      cluster = makeTopic(kafka);
      try (KafkaProducer<String, String> producer = producer(kafka)) {
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("notes", "a", "kept"));
        producer.commitTransaction();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("notes", "b", "taken back"));
        producer.flush();
        producer.abortTransaction();
      }
    }
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory);
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
      assertThat(admin.describeCluster().clusterId().get()).isEqualTo(cluster);
      assertThat(committed(kafka)).containsExactly("kept");
    }
  }

  @Test
  void listensOnTheLoopbackAddressOnly() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
      assertThat(kafka.bootstrap()).isEqualTo("127.0.0.1:" + kafka.port());
      // The same port on another address of this machine is still free.
      try (ServerSocket other =
          new ServerSocket(kafka.port(), 1, InetAddress.getByName("127.0.0.2"))) {
        assertThat(other.isBound()).isTrue();
      }
    }
  }

  @Test
  void aTakenPortIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> EmbeddedKafka.start(directory, port))
          .isInstanceOf(ResourceException.class)
          .hasMessageContaining("127.0.0.1:" + port + " is taken");
    }
  }

  /** Kafka's controller ends its process then, which is this one. */
  @Test
  void aPortThatSomebodyTakesMeanwhileIsReplacedByAnother() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Deque<Integer> ports = new ArrayDeque<>(List.of(free(), taken.getLocalPort()));
      IntSupplier next = () -> ports.isEmpty() ? free() : ports.remove();
      try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0, Listener.PLAIN, next)) {
        assertThat(ports).isEmpty();
        assertThat(makeTopic(kafka)).isNotBlank();
      }
    }
  }

  private static int free() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aDirectoryInUseIsNamed() {
    try (EmbeddedKafka first = EmbeddedKafka.start(directory)) {
      assertThat(first.port()).isPositive();
      assertThatThrownBy(() -> EmbeddedKafka.start(directory))
          .isInstanceOf(ResourceException.class)
          .hasMessageStartingWith(directory + ": in use by another broker");
    }
  }

  @Test
  void aFileInPlaceOfTheDirectoryIsNamed() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "no directory");
    assertThatThrownBy(() -> EmbeddedKafka.start(file))
        .isInstanceOf(ResourceException.class)
        .hasMessageStartingWith(file + ": cannot hold Kafka's data");
  }

  private static String makeTopic(EmbeddedKafka kafka) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
      admin.createTopics(Set.of(new NewTopic("notes", 1, (short) 1))).all().get();
      return admin.describeCluster().clusterId().get();
    }
  }

  private static KafkaProducer<String, String> producer(EmbeddedKafka kafka) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", kafka.bootstrap(), "transactional.id", "test");
    return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
  }

  private static List<String> committed(EmbeddedKafka kafka) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", kafka.bootstrap(), "isolation.level", "read_committed");
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(Set.of(NOTES));
      consumer.seekToBeginning(Set.of(NOTES));
      long end = consumer.endOffsets(Set.of(NOTES)).get(NOTES);
      while (consumer.position(NOTES) < end) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }

  @Test
  void aGraveFaultEndsTheBrokerAndNotTheProcess() {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("fault"))) {
      kafka.check();
      assertThatThrownBy(() -> Exit.halt(1)).hasMessageContaining("gives up with status 1");
      assertThatThrownBy(kafka::check)
          .isInstanceOf(ResourceException.class)
          .hasMessageContaining(directory.resolve("fault") + ": Kafka has stopped for good")
          .hasMessageContaining(" MiB are free there");
    }
  }
}
