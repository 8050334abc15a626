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

class TrialsTest {
  private final Notes notes = new Notes(UUID.randomUUID().toString());

  private static RawRecord record(int partition, long offset) {
    return new RawRecord("images", partition, offset, 0, null, null, List.of());
  }

  private Trials start(String process) throws Exception {
    return Trials.open(3, notes, process);
  }

  private static void fail(Trials trials, RawRecord record) {
    assertThatThrownBy(
            () ->
                trials.run(
                    record,
                    () -> {
                      throw new IllegalStateException("poison\nof two lines");
                    }))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aRecordIsGivenUpAfterSoManyFailuresAlsoIfOthersAreTriedBetweenThem() throws Exception {
    for (int attempt = 0; attempt < 3; attempt++) {
      Trials trials = start("p");
      trials.run(record(0, 15), () -> {});
      assertThat(trials.verdict(record(0, 17))).isEmpty();
      fail(trials, record(0, 17));
      trials.close();
    }
    Trials trials = start("p");
    assertThat(trials.verdict(record(0, 17)).orElseThrow())
        .contains("failed 3 times", "IllegalStateException: poison");
    assertThat(trials.verdict(record(0, 15))).isEmpty();
    assertThat(trials.verdict(record(1, 17))).isEmpty();
  }

  @Test
  void aProcessThatDiesHasFailedWithTheRecordThatItWasAt() throws Exception {
    for (int attempt = 0; attempt < 3; attempt++) {
      Trials trials = start("process " + attempt);
      assertThat(trials.verdict(record(0, 4))).isEmpty();
      String before = notes.all().get("images-0");
      trials.run(record(0, 4), () -> assertThat(notes.all().get("images-0")).isNotEqualTo(before));
      // As if the process had died in the middle of it.
      notes.all().put("images-0", Attempts.read(noteDuring(trials, record(0, 4))).write());
    }
    assertThat(start("process 3").verdict(record(0, 4)).orElseThrow())
        .contains("failed 3 times", "the process died");
  }

  private String noteDuring(Trials trials, RawRecord record) throws Exception {
    List<String> during = new ArrayList<>();
    trials.run(record, () -> during.add(notes.all().get("images-" + record.partition())));
    return during.get(0);
  }

  @Test
  void aTaskThatIsCancelledHasNotFailedWithItsRecord() throws Exception {
    for (int attempt = 0; attempt < 5; attempt++) {
      Trials trials = start("process " + attempt);
      assertThatThrownBy(
              () ->
                  trials.run(
                      record(0, 4),
                      () -> {
                        throw new CancelTaskException("another has failed");
                      }))
          .isInstanceOf(CancelTaskException.class);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> trials.run(record(0, 5), () -> {}))
          .isInstanceOf(InterruptedException.class);
    }
    Trials trials = start("last");
    assertThat(trials.verdict(record(0, 4))).isEmpty();
    assertThat(trials.verdict(record(0, 5))).isEmpty();
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
    assertThat(Attempts.read(notes.all().get("images-0"))).isEqualTo(Attempts.none());
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
    assertThatThrownBy(() -> Trials.open(3, () -> broken)).hasMessage("away");
    assertThat(isClosed[0]).isTrue();
  }

  @Test
  void aCheckpointEndsTheTrialsAndForgetsWhatWasTried() throws Exception {
    fail(start("p"), record(0, 8));
    fail(start("p"), record(0, 3));
    Trials trials = start("p");
    trials.run(record(0, 3), () -> {});
    trials.end();
    assertThat(trials.areOver()).isTrue();
    assertThat(Attempts.read(notes.all().get("images-0")).failures()).containsOnlyKeys(8L);
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
                try (Trials trials = start("p")) {
                  for (int offset = 0; offset < 50; offset++) {
                    trials.run(
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
    Trials trials = Trials.open(0, notes);
    assertThat(trials.areOver()).isTrue();
    assertThat(trials.verdict(record(0, 0))).isEmpty();
    trials.end();
    trials.close();
    assertThat(notes.all()).isEmpty();
  }
}
