package io.clipstream.cli;

import io.clipstream.cli.evaluation.OverlapSearch;
import io.clipstream.schemas.ResourceException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether pictures of the evaluation are looked for in the training data. */
final class OverlapOptions {
  @Option(
      names = "--overlap",
      arity = "1..*",
      paramLabel = "FILE|DIR",
      description =
          "What the model was trained on, as for clipstream train: accuracy is also given without"
              + " the pictures that have a near-duplicate there.")
  private List<Path> training = List.of();

  @Mixin private OverlapThreshold threshold;

  /**
   * The search, if it is asked for; opened before anything is measured.
   *
   * @throws ResourceException if the training data cannot be read
   */
  Optional<OverlapSearch> search() {
    return training.isEmpty()
        ? Optional.empty()
        : Optional.of(OverlapSearch.open("--overlap", training, threshold.value()));
  }
}
