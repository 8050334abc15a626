package io.clipstream.operators.tagging;

import static java.util.Objects.requireNonNull;

import io.clipstream.control.CheckpointRule;
import io.clipstream.model.Precision;
import java.io.Serializable;
import java.util.List;

/**
 * Which model tags, and on what.
 *
 * @param name key on the checkpoints topic
 * @param follow which checkpoint of the model is used
 * @param allowedPrefixes URIs under which checkpoints are opened; none is open if empty
 * @param device {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}
 * @param precision what the encoders compute in
 */
public record ModelSettings(
    String name, Follow follow, List<String> allowedPrefixes, String device, Precision precision)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public ModelSettings {
    Expect.named("model name", name);
    requireNonNull(follow, "follow is null");
    allowedPrefixes = List.copyOf(allowedPrefixes);
    requireNonNull(device, "device is null");
    requireNonNull(precision, "precision is null");
  }

  /** Which announcements concern it. */
  public CheckpointRule rule() {
    return follow.rule(name);
  }
}
