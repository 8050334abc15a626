package io.clipstream.operators.tagging;

import io.clipstream.control.RawRecord;
import io.clipstream.operators.AttemptLog;
import io.clipstream.operators.generation.UnusableCheckpointException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.apache.flink.runtime.execution.CancelTaskException;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.function.ThrowingRunnable;

/**
 * Finds records with which a job fails again and again. From each start to its first checkpoint,
 * records are worked on one at a time in a process, and which one is at work is noted first: a
 * failure, or the end of the process, is that record's. Later nothing is noted; a record that fails
 * then comes back after a start, nearer to it each time. For the task thread.
 */
final class PoisonRecordWatch implements AutoCloseable {

  /** The end of the process must have one record to blame, whatever its other subtasks do. */
  private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock(true);

  private static final String PROCESS =
      ProcessHandle.current().pid()
          + "@"
          + ProcessHandle.current().info().startInstant().map(Object::toString).orElse("");

  private final int limit;
  private final String process;
  private final AttemptLog.Session log;
  private final Map<String, PartitionAttempts> attempts = new HashMap<>();
  private final Map<String, RawRecord> last = new HashMap<>();
  private boolean isOver;
  private boolean isAtWork;

  private PoisonRecordWatch(int limit, String process, AttemptLog.Session log) {
    this.limit = limit;
    this.process = process;
    this.log = log;
    this.isOver = log == null;
  }

  /**
   * @param limit failures after which a record is not tried again; 0 if none is
   */
  static PoisonRecordWatch open(int limit, AttemptLog log) throws Exception {
    return open(limit, log, PROCESS);
  }

  static PoisonRecordWatch open(int limit, AttemptLog log, String process) throws Exception {
    if (limit == 0) {
      return new PoisonRecordWatch(limit, process, null);
    }
    PoisonRecordWatch watch = new PoisonRecordWatch(limit, process, log.open());
    try {
      watch.log.read().forEach(watch::find);
      return watch;
    } catch (Throwable e) {
      watch.close();
      throw e;
    }
  }

  private void find(String partition, String note) {
    attempts.put(partition, PartitionAttempts.read(note).foundBy(process));
  }

  /** Whether records may be worked on side by side. */
  boolean isOver() {
    return isOver;
  }

  /** Whether a record is being worked on under watch: another must wait until it is done. */
  boolean isAtWork() {
    return isAtWork;
  }

  /** Why a record must not be tried again, if so. */
  Optional<String> verdict(RawRecord record) {
    PartitionAttempts known = attempts.get(partition(record));
    if (known == null || known.failures(record.offset()) < limit) {
      return Optional.empty();
    }
    return Optional.of(
        "the job failed %d times with this record (option record.attempts), the last time so: %s"
            .formatted(known.failures(record.offset()), known.cause()));
  }

  /**
   * Works on a record under watch.
   *
   * @param work is done with the record when it returns
   */
  void run(RawRecord record, ThrowingRunnable<Exception> work) throws Exception {
    ONE_AT_A_TIME.lockInterruptibly();
    try {
      isAtWork = true;
      last.merge(partition(record), record, PoisonRecordWatch::later);
      note(record, known(record).at(record.offset(), process));
      work.run();
      note(record, known(record).atNone());
    } catch (Throwable failure) {
      noteFailure(record, failure);
      throw failure;
    } finally {
      isAtWork = false;
      ONE_AT_A_TIME.unlock();
    }
  }

  private static RawRecord later(RawRecord one, RawRecord other) {
    return one.offset() > other.offset() ? one : other; // one that was set aside may come late
  }

  private void noteFailure(RawRecord record, Throwable failure) {
    boolean wasInterrupted = Thread.interrupted(); // or nothing could be written
    try {
      PartitionAttempts known = known(record);
      note(
          record,
          isOfOthers(failure) ? known.atNone() : known.failed(record.offset(), why(failure)));
    } catch (Exception e) {
      failure.addSuppressed(e);
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Another task has failed and this one is told to stop, or a checkpoint is of no use. */
  private static boolean isOfOthers(Throwable failure) {
    return Stream.of(
            InterruptedException.class,
            CancelTaskException.class,
            UnusableCheckpointException.class)
        .anyMatch(type -> ExceptionUtils.findThrowable(failure, type).isPresent());
  }

  private static String why(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.toString();
  }

  private PartitionAttempts known(RawRecord record) {
    return attempts.getOrDefault(partition(record), PartitionAttempts.none());
  }

  private void note(RawRecord record, PartitionAttempts next) throws Exception {
    attempts.put(partition(record), next);
    log.write(record, next.write());
  }

  /** A checkpoint is complete: what was tried does not come back. */
  void end() throws Exception {
    if (isOver) {
      return;
    }
    isOver = true;
    for (RawRecord record : last.values()) {
      PartitionAttempts left = known(record).after(record.offset());
      if (!left.equals(known(record))) {
        note(record, left);
      }
    }
    last.clear();
  }

  private static String partition(RawRecord record) {
    return record.topic() + "-" + record.partition();
  }

  @Override
  public void close() {
    if (log != null) {
      log.close();
    }
  }
}
