package io.clipstream.operators;

import io.clipstream.control.RawRecord;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.PreviewAnswer;
import io.clipstream.schemas.PreviewRequest;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where drafts of label sets are shown and what would become of them is answered. It is read and
 * written beside the job's checkpoints: what a failure loses is asked again.
 */
public interface PreviewLog extends Serializable {
  /** How old a request may be: whoever asked has given up by then. */
  Duration FRESH = Duration.ofMinutes(1);

  /** Opens the log, which need not be there yet. */
  Session open();

  /** For one thread. */
  interface Session extends AutoCloseable {
    /**
     * Requests that have come, at first those that are fresh; those that cannot be read are left
     * out.
     *
     * @param patience how long to wait for some
     * @throws io.clipstream.schemas.ResourceException if the log is not there, or may not be read
     */
    List<PreviewRequest> poll(Duration patience);

    /** The record of a picture; nothing if it is not kept any more, or not among the job's. */
    Optional<RawRecord> image(Origin origin);

    /** Writes an answer; on return it is there. */
    void answer(PreviewAnswer answer);

    @Override
    void close();
  }
}
