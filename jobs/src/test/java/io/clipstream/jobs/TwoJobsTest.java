package io.clipstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.jobs.options.TaggingJobSettings;
import io.clipstream.jobs.testing.RunningJob;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.jobs.testing.TestPictures;
import io.clipstream.jobs.testing.TestTopics;
import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.JobLease;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two jobs of one {@code job.name}, each in a cluster of its own. */
@Timeout(300)
class TwoJobsTest {
  private static final AvroCodec<JobLease> LEASES = AvroCodec.singleObject(JobLease.class);

  @TempDir private Path folder;

  private final String job = "twice-" + UUID.randomUUID();
  private final TestKafka kafka = TestKafka.shared();
  private final TaggingStream stream = new TaggingStream(kafka, kafka.createTopics(job, 1));
  private final String leases = TestTopics.leases(TestTopics.named(job));

  @BeforeEach
  void publish() throws Exception {
    stream.promote(SmallModel.write(folder, 1));
    stream.publish(1, List.of("cat", "dog"));
  }

  private TaggingJobSettings settings(String... more) {
    List<String> all = new ArrayList<>(List.of(more));
    if (all.stream().noneMatch(option -> option.startsWith("--lease.timeout"))) {
      all.add("--lease.timeout=12 s");
    }
    return stream.settings(job, folder, all.toArray(String[]::new));
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
  void theSecondIsRefusedWithWhoHasTheNameAndTheFirstGoesOn() throws Exception {
    JobClient first = TestJobs.start(settings(), 1);
    try (RunningJob running = RunningJob.of(first)) {
      send(0, 20);
      running.await("results", () -> stream.outcomes() >= 20);
      assertThatExceptionOfType(ResourceException.class)
          .isThrownBy(() -> TestJobs.start(settings(), 1))
          .withMessageContainingAll(
              "job.name '" + job + "' is taken",
              "Flink job " + first.getJobID().toHexString(),
              "--take-over");
      send(20, 40);
      running.await("results after the other was refused", () -> stream.outcomes() >= 40);
      running.stop(folder);
    }
    assertOneResultEach(40);
  }

  @Test
  void afterACleanEndTheNameIsFreeAtOnce() throws Exception {
    try (RunningJob first = RunningJob.start(settings("--lease.timeout=10 min"), 1)) {
      first.await("a lease", () -> !kafka.committed(leases).isEmpty());
    }
    try (RunningJob second = RunningJob.start(settings("--lease.timeout=10 min"), 1)) {
      send(0, 5);
      second.await("results", () -> stream.outcomes() >= 5);
    }
    awaitRelease();
    assertThat(last().getEpoch()).isEqualTo(2);
  }

  @Test
  void theOneThatIsTakenOverStopsForGoodAndNothingIsDoubled() throws Exception {
    JobClient first = TestJobs.start(settings(), 1);
    CompletableFuture<?> end = first.getJobExecutionResult();
    send(0, 20);
    RunningJob.of(first).await("results", () -> stream.outcomes() >= 20);
    RunningJob.of(first)
        .await("offsets", this::hasCommittedOffsets); // the connector takes its time
    try (RunningJob second = RunningJob.start(settings("--lease.take-over=true"), 1)) {
      assertThatThrownBy(() -> end.get(1, TimeUnit.MINUTES))
          .hasStackTraceContaining("job.name '" + job + "' was taken over");
      send(20, 40);
      second.await("the other's results", () -> stream.outcomes() >= 40);
      second.stop(folder);
    }
    assertOneResultEach(40);
  }

  @Test
  void oneThatWentWithoutAWordIsWaitedForAndThenReplaced() throws Exception {
    JobLease dead =
        JobLease.newBuilder()
            .setJobName(job)
            .setEpoch(3)
            .setHolder("killed")
            .setPlace("a machine that is gone")
            .setTimeoutMillis(2_000)
            .setTakenAt(Instant.now())
            .setRenewedAt(Instant.now().plusSeconds(86_400)) // no clock counts
            .build();
    kafka.send(leases, job, LEASES.encode(dead));
    try (RunningJob second = RunningJob.start(settings(), 1)) {
      send(0, 5);
      second.await("results", () -> stream.outcomes() >= 5);
      assertThat(last().getEpoch()).isEqualTo(4);
    }
  }

  @Test
  void aJobGoesOnFromItsSavepointUnderItsName() throws Exception {
    String savepoint;
    try (RunningJob first = RunningJob.start(settings(), 1)) {
      send(0, 5);
      first.await("results", () -> stream.outcomes() >= 5);
      savepoint = first.stop(folder);
    }
    String resume = "--flink.execution.state-recovery.path=" + savepoint;
    try (RunningJob second = RunningJob.start(settings(resume), 1)) {
      send(5, 10);
      second.await("results", () -> stream.outcomes() >= 10);
    }
    assertOneResultEach(10);
  }

  private boolean hasCommittedOffsets() {
    return kafka.committedOffset(job, stream.images()) == 20;
  }

  /** The cluster gives it back after the job's end. */
  private void awaitRelease() {
    Eventually.await("a release").until(() -> last().getReleased());
  }

  private JobLease last() {
    List<ConsumerRecord<byte[], byte[]>> records = kafka.committed(leases);
    byte[] value = records.get(records.size() - 1).value();
    return ((Decoding.Ok<JobLease>) LEASES.decode(value)).value();
  }
}
