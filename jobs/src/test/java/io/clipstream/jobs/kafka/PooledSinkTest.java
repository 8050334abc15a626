package io.clipstream.jobs.kafka;

import static io.clipstream.model.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.jobs.testing.TestKafka;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PooledSinkTest {
  private static final Duration OFTEN = Duration.ofMillis(50);
  private static final Duration NEVER = Duration.ofHours(1);
  private static final int PATIENCE = 180;

  @TempDir private Path folder;

  @Test
  void manyCheckpointsTakeAFewTransactionalIdsForEachStartAndLeaveNoAdminClient() throws Exception {
    TestKafka.shared().create("pooled", 2, Map.of());
    NumbersJob before = new NumbersJob("pooled", OFTEN);
    JobClient first = before.start(pooled("pooled"));
    await("forty checkpoints").until(() -> before.checkpoints() >= 40);
    String savepoint = stop(first);
    awaitNoAdminClient("pooled");

    NumbersJob after = new NumbersJob("pooled", OFTEN).resumed(savepoint).failingOnce();
    JobClient second = after.start(pooled("pooled"));
    await("checkpoints after the restart").until(() -> after.checkpoints() >= 10);
    assertThat(adminThreads("pooled")).hasSizeLessThanOrEqualTo(2 * NumbersJob.SUBTASKS);
    after.hurry();
    second.getJobExecutionResult().get(PATIENCE, TimeUnit.SECONDS);

    assertEachNumberOnce("pooled");
    assertThat(transactionalIds("pooled/"))
        .hasSizeBetween(3 * NumbersJob.SUBTASKS, 3 * 4 * NumbersJob.SUBTASKS)
        .allMatch(id -> id.matches("pooled/[01]-[0-9a-f-]{36}/numbers-[01]-[0-3]"));
    awaitNoAdminClient("pooled");
  }

  @Test
  void aSavepointOfASinkWithAnIdForEachCheckpointLosesAndDoublesNothing() throws Exception {
    TestKafka.shared().create("earlier", 2, Map.of());
    NumbersJob before = new NumbersJob("earlier", NEVER);
    JobClient first = before.start(incrementing("earlier"));
    await("uncommitted numbers").until(() -> written("earlier") >= 200);
    String savepoint =
        first
            .triggerSavepoint(folder.toUri().toString(), SavepointFormatType.CANONICAL)
            .get(PATIENCE, TimeUnit.SECONDS);
    int inSavepoint = written("earlier");
    await("numbers that no state knows").until(() -> written("earlier") >= inSavepoint + 50);
    first.cancel().get(PATIENCE, TimeUnit.SECONDS);
    assertThat(TestKafka.shared().committed("earlier")).isEmpty();
    leaveOpen("earlier", "earlier/numbers-1-7");

    NumbersJob after = new NumbersJob("earlier", OFTEN).resumed(savepoint);
    JobClient second = after.start(pooled("earlier"));
    after.hurry();
    second.getJobExecutionResult().get(PATIENCE, TimeUnit.SECONDS);
    assertEachNumberOnce("earlier");
  }

  @Test
  void aStartThatFailsBecauseKafkaIsAwayLeavesNoAdminClient() throws Exception {
    Properties producer = producer("away");
    producer.put("bootstrap.servers", "127.0.0.1:1");
    producer.put("default.api.timeout.ms", "1000");
    producer.put("request.timeout.ms", "500");
    JobClient job =
        new NumbersJob("away", OFTEN)
            .start(
                new PooledSink<>(
                    new NumbersJob.Serializer("away"),
                    new TransactionalIds("away", "numbers"),
                    producer,
                    false));
    assertThatThrownBy(() -> job.getJobExecutionResult().get(PATIENCE, TimeUnit.SECONDS))
        .hasStackTraceContaining("Kafka does not list or end open transactions");
    awaitNoAdminClient("away");
  }

  private static PooledSink<Long> pooled(String name) {
    return new PooledSink<>(
        new NumbersJob.Serializer(name),
        new TransactionalIds(name, "numbers"),
        producer(name),
        false);
  }

  /** As earlier versions of the jobs made their sinks. */
  private static KafkaSink<Long> incrementing(String name) {
    return KafkaSink.<Long>builder()
        .setRecordSerializer(new NumbersJob.Serializer(name))
        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
        .setTransactionNamingStrategy(TransactionNamingStrategy.INCREMENTING)
        .setTransactionalIdPrefix(name + "/numbers")
        .setKafkaProducerConfig(producer(name))
        .build();
  }

  private static Properties producer(String name) {
    return TestKafka.shared()
        .settings()
        .properties(
            Map.of("client.id", name, "linger.ms", "0", "transaction.timeout.ms", "600000"));
  }

  /** A transaction that a job had begun when it was killed. */
  private static void leaveOpen(String topic, String id) throws Exception {
    KafkaProducer<byte[], byte[]> producer =
        TestKafka.shared()
            .producer(Map.of("transactional.id", id, "transaction.timeout.ms", "600000"));
    producer.initTransactions();
    producer.beginTransaction();
    producer.send(new ProducerRecord<>(topic, "7".getBytes(StandardCharsets.UTF_8))).get();
    producer.close(Duration.ZERO);
  }

  private String stop(JobClient job) throws Exception {
    String savepoint =
        job.stopWithSavepoint(false, folder.toUri().toString(), SavepointFormatType.CANONICAL)
            .get(PATIENCE, TimeUnit.SECONDS);
    job.getJobExecutionResult().get(PATIENCE, TimeUnit.SECONDS);
    return savepoint;
  }

  private static int written(String topic) {
    return TestKafka.shared().read(topic, "read_uncommitted").size();
  }

  private static void assertEachNumberOnce(String topic) {
    List<Long> numbers =
        TestKafka.shared().committed(topic).stream()
            .map(record -> Long.valueOf(new String(record.value(), StandardCharsets.UTF_8)))
            .sorted()
            .toList();
    assertThat(numbers).isEqualTo(LongStream.rangeClosed(1, NumbersJob.LAST).boxed().toList());
  }

  private static List<String> transactionalIds(String prefix) throws Exception {
    try (Admin admin = Admin.create(TestKafka.shared().settings().properties(Map.of()))) {
      return admin.listTransactions().all().get().stream()
          .map(TransactionListing::transactionalId)
          .filter(id -> id.startsWith(prefix))
          .toList();
    }
  }

  /** Subtasks end one after the other; what is left behind would stay for ever. */
  private static void awaitNoAdminClient(String clientId) {
    await("no admin client").until(() -> adminThreads(clientId).isEmpty());
  }

  private static List<String> adminThreads(String clientId) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.equals("kafka-admin-client-thread | " + clientId))
        .toList();
  }
}
