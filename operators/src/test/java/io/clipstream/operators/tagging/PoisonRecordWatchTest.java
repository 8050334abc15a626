package io.clipstream.operators.tagging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.control.RawRecord;
import io.clipstream.operators.AttemptLog;
import io.clipstream.operators.generation.UnusableCheckpointException;
import io.clipstream.operators.testing.Notes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.runtime.execution.CancelTaskException;
import org.junit.jupiter.api.Test;

class PoisonRecordWatchTest {
  private final Notes notes = new Notes(UUID.randomUUID().toString());

  private static RawRecord record(int partition, long offset) {
    return new RawRecord("images", partition, offset, 0, null, null, List.of());
  }

  private PoisonRecordWatch start(String process) throws Exception {
    return PoisonRecordWatch.open(3, notes, process);
  }

  private static void fail(PoisonRecordWatch watch, RawRecord record) {
    assertThatThrownBy(
            () ->
                watch.run(
                    record,
                    () -> {
                      throw new IllegalStateException("poison\nof two lines");
                    }))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aRecordIsGivenUpAfterSoManyFailuresAlsoIfOthersAreTriedBetweenThem() throws Exception {
    for (int attempt = 0; attempt < 3; attempt++) {
      PoisonRecordWatch watch = start("p");
      watch.run(record(0, 15), () -> {});
      assertThat(watch.verdict(record(0, 17))).isEmpty();
      fail(watch, record(0, 17));
      watch.close();
    }
    PoisonRecordWatch watch = start("p");
    assertThat(watch.verdict(record(0, 17)).orElseThrow())
        .contains("failed 3 times", "IllegalStateException: poison");
    assertThat(watch.verdict(record(0, 15))).isEmpty();
    assertThat(watch.verdict(record(1, 17))).isEmpty();
  }

  @Test
  void aProcessThatDiesHasFailedWithTheRecordThatItWasAt() throws Exception {
    for (int attempt = 0; attempt < 3; attempt++) {
      PoisonRecordWatch watch = start("process " + attempt);
      assertThat(watch.verdict(record(0, 4))).isEmpty();
      String before = notes.all().get("images-0");
      watch.run(record(0, 4), () -> assertThat(notes.all().get("images-0")).isNotEqualTo(before));
      // As if the process had died in the middle of it.
      notes.all().put("images-0", PartitionAttempts.read(noteDuring(watch, record(0, 4))).write());
    }
    assertThat(start("process 3").verdict(record(0, 4)).orElseThrow())
        .contains("failed 3 times", "the process died");
  }

  private String noteDuring(PoisonRecordWatch watch, RawRecord record) throws Exception {
    List<String> during = new ArrayList<>();
    watch.run(record, () -> during.add(notes.all().get("images-" + record.partition())));
    return during.get(0);
  }

  @Test
  void aTaskThatIsCancelledHasNotFailedWithItsRecord() throws Exception {
    for (int attempt = 0; attempt < 5; attempt++) {
      PoisonRecordWatch watch = start("process " + attempt);
      assertThatThrownBy(
              () ->
                  watch.run(
                      record(0, 4),
                      () -> {
                        throw new CancelTaskException("another has failed");
                      }))
          .isInstanceOf(CancelTaskException.class);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> watch.run(record(0, 5), () -> {}))
          .isInstanceOf(InterruptedException.class);
    }
    PoisonRecordWatch watch = start("last");
    assertThat(watch.verdict(record(0, 4))).isEmpty();
    assertThat(watch.verdict(record(0, 5))).isEmpty();
  }

  @Test
  void aCheckpointThatIsOfNoUseIsNoFaultOfTheRecordAtWork() throws Exception {
    assertThatThrownBy(
            () ->
                start("p")
                    .run(
                        record(0, 4),
                        () -> {
                          throw new UnusableCheckpointException("checkpoint b", null);
                        }))
        .isInstanceOf(UnusableCheckpointException.class);
    assertThat(PartitionAttempts.read(notes.all().get("images-0")))
        .isEqualTo(PartitionAttempts.none());
  }

  @Test
  void aLogThatCannotBeReadIsClosed() {
    boolean[] isClosed = new boolean[1];
    AttemptLog.Session broken =
        new AttemptLog.Session() {
          @Override
          public Map<String, String> read() {
            throw new IllegalStateException("away");
          }

          @Override
          public void write(RawRecord record, String note) {}

          @Override
          public void close() {
            isClosed[0] = true;
          }
        };
    assertThatThrownBy(() -> PoisonRecordWatch.open(3, () -> broken)).hasMessage("away");
    assertThat(isClosed[0]).isTrue();
  }

  @Test
  void aCheckpointEndsTheTrialsAndForgetsWhatWasTried() throws Exception {
    fail(start("p"), record(0, 8));
    fail(start("p"), record(0, 3));
    PoisonRecordWatch watch = start("p");
    watch.run(record(0, 3), () -> {});
    watch.end();
    assertThat(watch.isOver()).isTrue();
    assertThat(PartitionAttempts.read(notes.all().get("images-0")).failures()).containsOnlyKeys(8L);
  }

  @Test
  void subtasksOfAProcessTakeTurns() throws Exception {
    AtomicInteger atWork = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(4);
    for (int subtask = 0; subtask < 4; subtask++) {
      int partition = subtask;
      Thread thread =
          new Thread(
              () -> {
                try (PoisonRecordWatch watch = start("p")) {
                  for (int offset = 0; offset < 50; offset++) {
                    watch.run(
                        record(partition, offset),
                        () -> {
                          most.accumulateAndGet(atWork.incrementAndGet(), Math::max);
                          atWork.decrementAndGet();
                        });
                  }
                  done.countDown();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      thread.start();
    }
    done.await();
    assertThat(most).hasValue(1);
  }

  @Test
  void notesOfAnotherHandAndManyFailuresAreBorne() throws Exception {
    notes.all().put("images-0", "");
    notes.all().put("images-1", "a\nb\nc\nd");
    assertThat(start("p").verdict(record(0, 0))).isEmpty();
    for (long offset = 0; offset < 100; offset++) {
      fail(start("p"), record(2, Long.MAX_VALUE - offset));
    }
    assertThat(notes.all().get("images-2").length()).isLessThan(2_000);
  }

  @Test
  void withoutALimitNothingIsNoted() throws Exception {
    PoisonRecordWatch watch = PoisonRecordWatch.open(0, notes);
    assertThat(watch.isOver()).isTrue();
    assertThat(watch.verdict(record(0, 0))).isEmpty();
    watch.end();
    watch.close();
    assertThat(notes.all()).isEmpty();
  }
}
