package io.clipstream.jobs.sql;

import io.clipstream.operators.generation.Lease;
import io.clipstream.operators.generation.SharedPool;
import java.util.concurrent.ExecutionException;
import org.apache.flink.util.ExceptionUtils;

/** One tagger for each model of SQL and process, however many subtasks use it. */
final class SharedTaggers {
  private static final SharedPool<SqlSettings, SqlTagger> TAGGERS =
      new SharedPool<>(SharedTaggers::start);

  private SharedTaggers() {}

  /** Not on the threads that give way to others: a tagger's own threads would do so with them. */
  private static void start(Runnable loading) {
    Thread thread = new Thread(loading, "clipstream-sql-load");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * A share in the tagger of the settings, for the caller to close. Waits while it is loaded, which
   * happens once and on another thread: a subtask that is cancelled meanwhile goes, and the loading
   * ends with the last one that waits for it.
   *
   * @throws InterruptedException if the task is cancelled
   * @throws Exception what the loading failed with
   */
  static Lease<SqlTagger> acquire(SqlSettings settings) throws Exception {
    Lease<SqlTagger> lease =
        TAGGERS.lease(settings, abandoned -> SqlTagger.load(settings, abandoned));
    try {
      lease.value().get();
      return lease;
    } catch (ExecutionException e) {
      lease.close();
      ExceptionUtils.rethrowException(e.getCause());
      throw e;
    } catch (InterruptedException e) {
      lease.close();
      throw e;
    }
  }

  /** How many taggers are loaded, or being loaded. */
  static int size() {
    return TAGGERS.size();
  }
}
