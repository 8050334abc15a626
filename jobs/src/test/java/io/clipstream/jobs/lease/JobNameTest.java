package io.clipstream.jobs.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.schemas.JobLease;
import io.clipstream.schemas.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobNameTest {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Home HERE = Home.lockedDirectory("/srv/here", "1");
  private static final Home THERE = Home.lockedDirectory("/srv/there", "2");

  private final TestKafka kafka = TestKafka.shared();
  private final String topic = "names-" + UUID.randomUUID();
  private final List<String> said = new CopyOnWriteArrayList<>();

  @BeforeEach
  void createTopic() {
    kafka.create(topic, 1, Topic.LEASES.kafkaSettings());
  }

  private JobName take(StreamExecutionEnvironment environment, Home home, boolean isTakeOver) {
    return JobName.take(
        environment,
        kafka.settings(),
        new LeaseSettings(topic, LONG, isTakeOver),
        "shop",
        "tagging",
        new Submission(home, progress -> {}, said::add));
  }

  private static StreamExecutionEnvironment environment() {
    return StreamExecutionEnvironment.createLocalEnvironment(1);
  }

  private JobLease last() {
    try (LeaseLog log = new LeaseLog(kafka.settings(), topic, "shop")) {
      List<JobLease> leases = log.news();
      return leases.get(leases.size() - 1);
    }
  }

  @Test
  void aSubmissionThatFailsGivesTheNameBackAtOnce() {
    JobName name = take(environment(), HERE, false);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                name.submit(
                    () -> {
                      throw new IOException("no room");
                    }))
        .withMessage("no room");
    assertThat(last().getReleased()).isTrue();
  }

  @Test
  void aStepTowardsItThatFailsGivesTheNameBackToo() {
    JobName name = take(environment(), HERE, false);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                name.orGiveBack(
                    () -> {
                      throw new IllegalStateException("no such stream");
                    }));
    assertThat(last().getReleased()).isTrue();
  }

  @Test
  void aJobThatWasSubmittedKeepsTheNameWhateverItsWaiterMeets() throws Exception {
    StreamExecutionEnvironment environment = environment();
    environment.fromSequence(1, 2).sinkTo(new DiscardingSink<>());
    JobName name = take(environment, HERE, false);
    CompletableFuture<JobClient> submitted = new CompletableFuture<>();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                name.submit(
                    () -> {
                      submitted.complete(environment.executeAsync());
                      throw new IOException("nobody waits any more");
                    }));
    assertThat(last().getReleased()).isFalse();
    submitted.get().getJobExecutionResult().get();
  }

  @Test
  void aStartWithoutStateElsewhereIsToldWhereTheJobRanBefore() {
    take(environment(), HERE, false).orGiveBack(() -> {});
    take(environment(), HERE, false);
    assertThat(said).as("in the same directory").isEmpty();
    release();
    take(environment(), THERE, false);
    assertThat(said)
        .singleElement()
        .asString()
        .contains(
            "job 'shop' ran before as Flink job", "/srv/here", "without that state", "/srv/there");
  }

  @Test
  void aStartWithStateElsewhereIsAsItShouldBe() {
    take(environment(), HERE, false);
    release();
    StreamExecutionEnvironment resumed = environment();
    resumed.configure(
        Configuration.fromMap(Map.of(StateRecoveryOptions.SAVEPOINT_PATH.key(), "file:///s")));
    take(resumed, THERE, false);
    assertThat(said).isEmpty();
  }

  @Test
  void aTakeOverThatIsBrokenOffGivesTheNameBack() throws Exception {
    take(environment(), Home.cluster(), false);
    CompletableFuture<Throwable> end = new CompletableFuture<>();
    Thread waiter =
        new Thread(
            () -> {
              try {
                take(environment(), THERE, true);
                end.complete(null);
              } catch (RuntimeException e) {
                end.complete(e);
              }
            });
    waiter.start();
    while (!said.stream().anyMatch(line -> line.contains("waiting until that has stopped"))) {
      Thread.onSpinWait();
    }
    waiter.interrupt();
    assertThat(end.get()).hasMessageContaining("interrupted");
    assertThat(last().getReleased()).isTrue();
    assertThat(last().getPlace()).contains("/srv/there");
  }

  private void release() {
    LeaseClaim.giveBack(kafka.settings(), topic, last());
  }
}
