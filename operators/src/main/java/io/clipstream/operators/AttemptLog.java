package io.clipstream.operators;

import io.clipstream.control.RawRecord;
import java.io.Serializable;
import java.util.Map;

/**
 * Notes about the records that a job works on, kept outside of its checkpoints: what a failure
 * takes back must not take the memory of that failure with it.
 */
public interface AttemptLog extends Serializable {
  /** Opens the log for one subtask. */
  Session open() throws Exception;

  /** What one subtask does with the log. For one thread. */
  interface Session extends AutoCloseable {
    /** The last note of every partition that has one, by topic and partition as {@code topic-3}. */
    Map<String, String> read() throws Exception;

    /**
     * Replaces the note of the partition in which a record lies; on return it will survive the
     * process.
     *
     * @param note at most 2,000 characters
     */
    void write(RawRecord record, String note) throws Exception;

    @Override
    void close();
  }
}
