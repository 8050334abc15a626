package io.clipstream.cli;

import picocli.CommandLine.Command;

/** {@code clipstream model}: looks at checkpoints, checks them, fetches them. */
@Command(
    name = "model",
    mixinStandardHelpOptions = true,
    description = "Looks at checkpoints, checks them, fetches them.",
    subcommands = {
      ModelInfoCommand.class,
      ModelCheckCommand.class,
      ModelPreprocessCommand.class,
      ModelTokenizeCommand.class,
      ModelDownloadCommand.class
    })
final class ModelCommand extends Main.Group {}
