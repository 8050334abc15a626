package io.clipstream.learning;

import java.io.Serializable;
import java.util.List;

/**
 * Which model is trained, where its checkpoints lie, and on what device.
 *
 * @param name key on the checkpoints topic
 * @param allowedPrefixes directories under which parents are opened
 * @param checkpoints directory that new checkpoints are written to
 * @param device {@code auto}, {@code cpu} or {@code cuda:N}
 */
public record TrainedModel(
    String name, List<String> allowedPrefixes, String checkpoints, String device)
    implements Serializable {
  public TrainedModel {
    allowedPrefixes = List.copyOf(allowedPrefixes);
  }
}
