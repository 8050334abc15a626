package io.clipstream.operators.tagging;

import static java.util.Objects.requireNonNull;

import io.clipstream.control.CheckpointRule;
import io.clipstream.model.Precision;
import io.clipstream.model.encoder.Kernels;
import io.clipstream.operators.generation.DownloadSettings;
import io.clipstream.operators.generation.TaggingModel;
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
 * @param kernels by which rule the CPU multiplies
 * @param knownBytes what the embeddings of pictures that may come again take on the heap at most; 0
 *     keeps none
 * @param downloads how checkpoints are fetched that do not lie on this machine
 */
public record ModelSettings(
    String name,
    Follow follow,
    List<String> allowedPrefixes,
    String device,
    Precision precision,
    Kernels kernels,
    long knownBytes,
    DownloadSettings downloads)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Bytes for embeddings of pictures that may come again. */
  public static final long DEFAULT_KNOWN_BYTES = 32L << 20;

  public ModelSettings {
    Expect.named("model name", name);
    requireNonNull(follow, "follow is null");
    allowedPrefixes = List.copyOf(allowedPrefixes);
    requireNonNull(device, "device is null");
    requireNonNull(precision, "precision is null");
    requireNonNull(kernels, "kernels is null");
    requireNonNull(downloads, "downloads is null");
    Expect.atLeast(0, "bytes for known pictures", knownBytes);
  }

  /** Which announcements concern it. */
  public CheckpointRule rule() {
    return follow.rule(name);
  }

  /**
   * Where checkpoints come from and how they are loaded.
   *
   * @param assigned the device that the subtask was given
   * @param batchSize pictures that go to it together at most
   */
  TaggingModel.Source source(String assigned, int batchSize) {
    return new TaggingModel.Source(
        allowedPrefixes, assigned, precision, kernels, batchSize, knownBytes, downloads);
  }
}
