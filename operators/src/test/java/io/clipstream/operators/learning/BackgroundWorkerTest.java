package io.clipstream.operators.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.model.ModelException;
import io.clipstream.schemas.ResourceException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.util.function.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class BackgroundWorkerTest {
  private static final Consumer<Throwable> NO_FAILURE =
      error -> {
        throw new AssertionError(error);
      };

  private final Mails mails = new Mails();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final BackgroundWorker worker = new BackgroundWorker(mails, Duration.ofMillis(1));

  /** A mailbox whose mails the test runs. */
  private static final class Mails implements MailboxExecutor {
    private final BlockingQueue<ThrowingRunnable<? extends Exception>> mails =
        new LinkedBlockingQueue<>();

    @Override
    public void execute(
        MailOptions options,
        ThrowingRunnable<? extends Exception> command,
        String format,
        Object... arguments) {
      mails.add(command);
    }

    void runNext() throws Exception {
      mails.take().run();
    }

    @Override
    public void yield() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean tryYield() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean shouldInterrupt() {
      return false;
    }
  }

  private static String await(CountDownLatch latch, String result) throws InterruptedException {
    latch.await();
    return result;
  }

  @Test
  void outcomesAndFailuresComeBackThroughTheMailbox() throws Exception {
    worker.start("a", () -> "done", () -> {}, heard::add, NO_FAILURE);
    assertThat(heard).isEmpty();
    mails.runNext();
    worker.start(
        "b",
        () -> {
          throw new ModelException("broken");
        },
        () -> {},
        outcome -> heard.add("none"),
        error -> heard.add(error.getMessage()));
    mails.runNext();
    assertThat(heard).containsExactly("done", "broken");
    assertThat(worker.what()).isEqualTo("b");
  }

  @Test
  void whatIsStoppedIsNotHeardOfAndTheNextBeginsWhenItHasEnded() throws Exception {
    CountDownLatch stopped = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    List<String> order = new CopyOnWriteArrayList<>();
    worker.start(
        "old",
        () -> {
          goOn.await();
          order.add("old ended");
          return "old";
        },
        stopped::countDown,
        heard::add,
        NO_FAILURE);
    worker.stop();
    assertThat(stopped.getCount()).isZero();
    worker.start(
        "new",
        () -> {
          order.add("new began");
          return "new";
        },
        () -> {},
        heard::add,
        NO_FAILURE);
    goOn.countDown();
    mails.runNext();
    mails.runNext();
    assertThat(heard).containsExactly("new");
    assertThat(order).containsExactly("old ended", "new began");
  }

  @Test
  void closingInterruptsWhatDoesNotEndAndHearsNothingOfIt() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    worker.start("stuck", () -> await(never, "stuck"), () -> {}, heard::add, NO_FAILURE);
    worker.close();
    mails.runNext();
    assertThat(heard).isEmpty();
  }

  @Test
  void aReasonToFailFailsTheTask() {
    worker.fail("taken over");
    assertThatThrownBy(mails::runNext)
        .isInstanceOf(ResourceException.class)
        .hasMessage("taken over");
  }
}
