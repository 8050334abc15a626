package io.clipstream.operators.tagging;

import static java.util.Objects.requireNonNull;

import io.clipstream.control.ControlLogReader;
import io.clipstream.operators.AttemptLog;
import io.clipstream.operators.PreviewLog;
import java.io.Serializable;
import java.util.Optional;

/**
 * What a tagger reads and writes beside its inputs.
 *
 * @param control what every start reads the control logs with
 * @param attempts where it is noted which records are worked on, if the settings ask for that
 * @param previews where drafts of label sets are tried, or null if nowhere
 */
record TaggerLogs(ControlLogReader control, AttemptLog attempts, PreviewLog previews)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  TaggerLogs {
    requireNonNull(control, "control is null");
    requireNonNull(attempts, "attempts is null");
  }

  /** Where previews are answered, if anywhere. */
  Optional<PreviewLog> previewLog() {
    return Optional.ofNullable(previews);
  }
}
