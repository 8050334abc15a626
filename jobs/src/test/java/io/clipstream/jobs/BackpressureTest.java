package io.clipstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.jobs.testing.RunningJob;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.Tally;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.FailureStatus;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.management.ObjectName;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job that gets three times what it can do, and one that the broker slows down by quotas: memory
 * does not grow with what waits, nothing times out, no transaction is lost.
 */
class BackpressureTest {
  private static final int BATCH = 16;
  private static final int SUBTASKS = 2;
  private static final Duration PAUSE = Duration.ofMillis(4);
  private static final int PIECE = 300;
  private static final int MB = 1 << 20;
  private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();

  /** Of the heap: what the broker, which is in the same process, and other tests leave behind. */
  private static final long MORE_HEAP = 64L * MB;

  private static final long MORE_NATIVE = 256L * MB;

  @TempDir private Path folder;

  private final TestKafka kafka = TestKafka.shared();

  private record Memory(long heap, long others) {
    static Memory now() throws Exception {
      System.gc();
      return new Memory(
          MEMORY.getHeapMemoryUsage().getUsed(),
          resident() - MEMORY.getHeapMemoryUsage().getCommitted());
    }

    private static long resident() throws Exception {
      Path status = Path.of("/proc/self/status");
      return !Files.exists(status)
          ? 0
          : Files.readAllLines(status).stream()
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
              .sum();
    }

    @Override
    public String toString() {
      return "%d MB of heap, %d MB besides".formatted(heap / MB, others / MB);
    }
  }

  private Tally stream(TaggingStream stream) {
    Tally tally = new Tally(stream);
    stream.promote(SmallModel.write(folder, 1));
    tally.publish(1, "cat", "dog");
    return tally;
  }

  @Test
  void threeTimesWhatAJobCanDoWaitsInKafkaAndNotInMemory() throws Exception {
    overload("overload", Duration.ZERO, 4_500);
  }

  @Test
  @Tag("soak")
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void soItDoesForTenMinutes() throws Exception {
    int minutes = Integer.getInteger("clipstream.soak.minutes", 10);
    overload("overload-long", Duration.ofMinutes(minutes), 4_500);
  }

  private void overload(String job, Duration time, int images) throws Exception {
    TaggingStream stream = new TaggingStream(kafka, kafka.createTopics(job, SUBTASKS));
    Tally tally = stream(stream);
    Faults.slowDown(job, PAUSE);
    try (RunningJob running =
        RunningJob.start(stream.settings(job, folder, "--batch.size=" + BATCH), SUBTASKS)) {
      tally.send(PIECE);
      running.await("the first results", () -> Faults.emitted(job) >= PIECE);
      Memory before = Memory.now();
      long end = System.nanoTime() + time.toNanos();
      int backlog;
      do {
        if (tally.sent() < 3L * Faults.emitted(job)) {
          tally.send(PIECE);
        } else {
          LockSupport.parkNanos(PAUSE.toNanos());
        }
        backlog = tally.sent() - Faults.emitted(job);
        // And until much waits: the job may catch up while this thread is held up.
      } while (tally.sent() < images || System.nanoTime() - end < 0 || backlog < tally.sent() / 2);
      int batches = Faults.batches(job);
      Memory during = Memory.now();
      say("before: %s; when %d waited: %s".formatted(before, backlog, during));
      // Two thirds wait then: twice the time that the first third took, and as much for bad luck.
      Duration limit = Eventually.LIMIT.plus(time.multipliedBy(4));
      running.await("the backlog's end", limit, () -> Faults.emitted(job) >= tally.sent());
      int most = 2 * backlog / BATCH + 10; // each barrier closes one that is not full
      int drained = Faults.batches(job) - batches;
      tally.send(1);
      running.await("one that finds nobody before it", () -> Faults.emitted(job) >= tally.sent());
      int last = Faults.batches(job) - batches - drained;
      running.await("an outcome for each", tally::isComplete);
      running.stop(folder);
      say("%d that waited went in %d batches, the next in %d".formatted(backlog, drained, last));
      assertThat(during.heap()).isLessThan(before.heap() + MORE_HEAP);
      assertThat(during.others()).isLessThan(before.others() + MORE_NATIVE);
      assertThat(drained).as("batches for what waited").isLessThanOrEqualTo(most);
      assertThat(last).isEqualTo(1);
    }
    requireUndisturbed(stream, tally, job, "three times what a job can do");
  }

  @Test
  void quotasOfTheBrokerSlowAJobDownAndNothingElse() throws Exception {
    String job = "throttled";
    TaggingStream stream = new TaggingStream(kafka, kafka.createTopics(job, SUBTASKS));
    Tally tally = stream(stream);
    kafka.limit(job + "-tags", new ClientQuotaAlteration.Op("producer_byte_rate", 2_000.0));
    tally.send(120);
    try (RunningJob running = RunningJob.start(stream.settings(job, folder), SUBTASKS)) {
      running.await("a producer that is held up", () -> held("Produce", job + "-tags"));
      kafka.limit(job + "-tags", new ClientQuotaAlteration.Op("producer_byte_rate", null));
      // More than a batch of records in the broker's window of 11 s, or Kafka lets nothing pass.
      kafka.limit(job + "-images-0", new ClientQuotaAlteration.Op("consumer_byte_rate", 2_500.0));
      tally.send(200);
      running.await("a consumer that is held up", () -> held("Fetch", job + "-images-0"));
      running.await("an outcome for each", tally::isComplete);
      running.stop(folder);
    }
    requireUndisturbed(stream, tally, job, "quotas of the broker");
  }

  private static boolean held(String request, String client) throws Exception {
    ObjectName name = new ObjectName("kafka.server:type=" + request + ",client-id=" + client);
    var beans = ManagementFactory.getPlatformMBeanServer();
    return beans.isRegistered(name) && (double) beans.getAttribute(name, "throttle-time") > 0;
  }

  private static void requireUndisturbed(
      TaggingStream stream, Tally tally, String job, String what) {
    tally.requireOneOutcomeEach(what);
    assertThat(Faults.starts(job)).as("starts").isEqualTo(SUBTASKS);
    List<FailureStatus> failures = new ArrayList<>();
    stream.lastStatuses().forEach(status -> failures.addAll(status.getFailures()));
    assertThat(failures).isEmpty();
    assertThat(stream.deadLetters()).isEmpty();
  }

  @SuppressWarnings("SystemOut") // what a reader of the build's log looks for
  private static void say(String line) {
    System.out.println(line);
  }
}
