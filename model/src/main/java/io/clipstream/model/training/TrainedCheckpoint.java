package io.clipstream.model.training;

import ai.djl.ndarray.types.DataType;
import io.clipstream.model.checkpoint.CheckpointExtras;
import io.clipstream.model.checkpoint.CheckpointWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/**
 * What a finished training leaves: weights, vocabulary, model card, metrics and their plot.
 *
 * @param run that is finished
 * @param vocabulary the directory with the tokenizer
 * @param before the bias that stood beside the weights which the training began with
 * @param type of the weights
 * @param command that was given, for the card
 * @param card text of the user's for the card; may be empty
 */
record TrainedCheckpoint(
    TrainingRun run,
    Path vocabulary,
    OptionalDouble before,
    DataType type,
    String command,
    String card) {

  /** Writes everything to {@code output}, which appears when it is whole. */
  void write(Path output, Trainer trainer) throws IOException {
    String curves = CurvesPlot.svg(trainer.metrics());
    CheckpointWriter.write(
        output,
        run.config(),
        run.preprocessing(),
        trainer.published(),
        type,
        CheckpointExtras.card(modelCard(output))
            .withTokenizerOf(vocabulary)
            .withFile("metrics.tsv", Files.readAllBytes(run.metricsFile()))
            .withFile("curves.svg", curves.getBytes(StandardCharsets.UTF_8))
            .withMetadata(LogitBias.metadata(LogitBias.at(1, before, trainer.publishedBias()))));
  }

  private String modelCard(Path output) {
    return String.join(
        "\n\n",
        "# " + output.getFileName(),
        card.isEmpty() ? "Trained with clipstream." : card.strip(),
        "## Training",
        "    " + command,
        "Image tower: " + run.config().image(),
        "Text tower: " + run.config().text(),
        "Embedding dimension: " + run.config().embeddingDimension(),
        "The course of the training: metrics.tsv, drawn in curves.svg.\n");
  }
}
