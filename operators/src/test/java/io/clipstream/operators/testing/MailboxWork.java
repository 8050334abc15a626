package io.clipstream.operators.testing;

import io.clipstream.model.testing.Eventually;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;

/** Does, in place of a task's thread, what other threads hand over to it. */
public final class MailboxWork {
  private static final Duration LOOK = Duration.ofMillis(1);

  private MailboxWork() {}

  /**
   * Works until the condition holds, which is looked at after every mail.
   *
   * @param evidence what to show if it never does
   */
  public static void until(
      TaskMailbox mailbox, BooleanSupplier condition, Supplier<String> evidence) {
    Eventually.holds(
        Eventually.await("the condition on the task", LOOK),
        () -> {
          Optional<Mail> mail = Optional.empty();
          do {
            if (mail.isPresent()) {
              mail.get().run();
            }
            if (condition.getAsBoolean()) {
              return true;
            }
            mail = mailbox.tryTake(TaskMailbox.MIN_PRIORITY);
          } while (mail.isPresent());
          return false;
        },
        evidence);
  }
}
