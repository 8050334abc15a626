package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.jobs.testing.TestPictures;
import io.clipstream.jobs.testing.TestTopics;
import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.JobLease;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs of one {@code job.name}, each in a process and a directory of its own. */
@Timeout(600)
class TwoProcessesTest {
  private static final AvroCodec<JobLease> LEASES = AvroCodec.singleObject(JobLease.class);

  @TempDir private Path folder;

  private final String job = "two-" + UUID.randomUUID();
  private final TestKafka kafka = TestKafka.shared();
  private final TaggingStream stream = new TaggingStream(kafka, kafka.createTopics(job, 1));
  private final String leases = TestTopics.leases(TestTopics.named(job));
  private final List<CommandProcess> processes = new ArrayList<>();

  @AfterEach
  void endAll() {
    processes.forEach(CommandProcess::kill);
  }

  private CommandProcess start(String directory, String... more) throws Exception {
    List<String> command = new ArrayList<>(List.of("job", "tagging"));
    command.addAll(stream.arguments(job, folder));
    command.add("--lease.timeout=12 s");
    command.addAll(List.of(more));
    CommandProcess process =
        CommandProcess.startIn(Files.createDirectories(folder.resolve(directory)), command);
    processes.add(process);
    return process;
  }

  private CommandProcess firstWithTwentyDone() throws Exception {
    stream.promote(SmallModel.write(folder, 1));
    stream.publish(1, List.of("cat", "dog"));
    send(0, 20);
    CommandProcess first = start("first");
    first.awaitLine("has all it needs and works");
    Eventually.await("results").until(() -> stream.outcomes() >= 20);
    // The connector commits some seconds after the results; a start elsewhere begins there.
    Eventually.await("offsets").until(() -> kafka.committedOffset(job, stream.images()) == 20);
    return first;
  }

  private void send(int from, int to) throws Exception {
    stream.send(
        IntStream.range(from, to)
            .mapToObj(i -> Map.entry("i" + i, TaggingStream.event("i" + i, TestPictures.png(i))))
            .toList());
  }

  private void assertOneResultEach(int images) {
    assertThat(stream.results())
        .extracting(TagEvent::getImageId)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, images).mapToObj(i -> "i" + i).toList());
  }

  @Test
  void theSecondIsRefusedUnlessItTakesOverAndThenTheFirstStops() throws Exception {
    CommandProcess first = firstWithTwentyDone();
    JobLease lease = last();
    CommandProcess refused = start("second");
    assertThat(refused.exit()).as(refused.output()).isEqualTo(1);
    assertThat(refused.output())
        .contains("job.name '" + job + "' is taken: Flink job " + lease.getHolder())
        .contains(lease.getPlace(), "has it since " + lease.getTakenAt(), "--take-over")
        .doesNotContain("Exception");
    assertThat(first.isAlive()).isTrue();

    CommandProcess second = start("second", "--take-over");
    second.awaitLine("has stopped");
    second.awaitLine("has all it needs and works");
    assertThat(first.exit()).as(first.output()).isEqualTo(1);
    assertThat(first.output())
        .contains("tagging job '" + job + "' failed: job.name '" + job + "' was taken over at");
    send(20, 40);
    Eventually.await("results").until(() -> stream.outcomes() >= 40);
    second.terminate();
    assertThat(second.exit()).as(second.output()).isEqualTo(143);
    assertThat(second.output()).contains("job '" + job + "' ran before as Flink job");
    assertOneResultEach(40);
    assertThat(last().getReleased()).isTrue();
  }

  @Test
  void oneThatWasTakenForDeadStopsWhenItWakes() throws Exception {
    CommandProcess first = firstWithTwentyDone();
    signal("STOP", first);
    CommandProcess second = start("second");
    second.awaitLine("nothing was heard of Flink job");
    second.awaitLine("has all it needs and works");
    send(20, 40);
    Eventually.await("results").until(() -> stream.outcomes() >= 40);
    signal("CONT", first);
    assertThat(first.exit()).as(first.output()).isEqualTo(1);
    assertThat(first.output()).contains("was taken over at");
    send(40, 50);
    Eventually.await("results").until(() -> stream.outcomes() >= 50);
    second.terminate();
    assertThat(second.exit()).as(second.output()).isEqualTo(143);
    assertOneResultEach(50);
  }

  @Test
  void aStartThatWaitsForTheNameCanBeStoppedAndTakesNothing() throws Exception {
    leaveALease();
    CommandProcess waiting = start("second");
    waiting.awaitLine("waiting for a sign of life");
    waiting.terminate();
    assertThat(waiting.exit()).as(waiting.output()).isEqualTo(143);
    assertThat(waiting.output())
        .contains("stopped before tagging job '" + job + "' ran")
        .doesNotContain("Exception", "interrupted");
    assertThat(last().getHolder()).isEqualTo("killed");
  }

  @Test
  void aTakeOverThatIsStoppedGivesTheNameBack() throws Exception {
    leaveALease();
    CommandProcess waiting = start("second", "--take-over");
    waiting.awaitLine("waiting until that has stopped");
    waiting.terminate();
    assertThat(waiting.exit()).as(waiting.output()).isEqualTo(143);
    assertThat(waiting.output()).doesNotContain("Exception", "interrupted");
    assertThat(last().getHolder()).isNotEqualTo("killed");
    assertThat(last().getReleased()).isTrue();
  }

  /** Of a job that went without a word, and is waited for long. */
  private void leaveALease() {
    JobLease lease =
        JobLease.newBuilder()
            .setJobName(job)
            .setEpoch(1)
            .setHolder("killed")
            .setPlace("a machine that is gone")
            .setTimeoutMillis(600_000)
            .setTakenAt(Instant.now())
            .setRenewedAt(Instant.now())
            .build();
    kafka.send(leases, job, LEASES.encode(lease));
  }

  private JobLease last() {
    List<ConsumerRecord<byte[], byte[]>> records = kafka.committed(leases);
    byte[] value = records.get(records.size() - 1).value();
    return ((Decoding.Ok<JobLease>) LEASES.decode(value)).value();
  }

  private static void signal(String name, CommandProcess process) throws Exception {
    new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
        .inheritIO()
        .start()
        .waitFor();
  }
}
