package io.clipstream.cli;

import io.clipstream.model.ModelException;
import io.clipstream.model.checkpoint.CheckpointDirectory;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.Preprocessor;
import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code clipstream model preprocess IMAGE}. */
@Command(
    name = "preprocess",
    mixinStandardHelpOptions = true,
    description =
        "Writes what the encoder sees of a picture, before normalisation, as a PNG. "
            + "Needs only the directory's configuration files.",
    footer = {"", "Example:", "  clipstream model preprocess cat.jpg --model DIR -o seen.png"})
final class ModelPreprocessCommand implements Callable<Integer> {
  @Parameters(paramLabel = "IMAGE", description = "The picture.")
  private String image;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "A checkpoint directory.")
  private Path directory;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT.png",
      required = true,
      description = "The file to write.")
  private Path output;

  @Mixin private LimitOptions limits;

  @Override
  public Integer call() {
    Preprocessor preprocessor =
        new Preprocessor(CheckpointDirectory.open(directory).preprocessing());
    int side = preprocessor.settings().imageSize();
    return new Pictures.Named(image)
        .decode(new ImageDecoder(limits.limits()), side)
        .match(
            picture -> {
              write(Preprocessor.png(preprocessor.apply(picture), side));
              return 0;
            },
            rejected -> {
              throw new ModelException(image + ": " + rejected.message());
            });
  }

  private void write(byte[] png) {
    try {
      Files.write(output, png);
    } catch (IOException e) {
      throw new ResourceException(output + ": cannot be written: " + e, e);
    }
  }
}
