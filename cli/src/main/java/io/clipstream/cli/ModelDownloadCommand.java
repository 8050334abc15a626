package io.clipstream.cli;

import io.clipstream.model.checkpoint.HubDownload;
import io.clipstream.model.checkpoint.HubRepository;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code clipstream model download REPO}. */
@Command(
    name = "download",
    mixinStandardHelpOptions = true,
    description = {
      "Fetches a checkpoint from a HuggingFace-style hub.",
      "Only configuration, vocabulary and safetensors, all of one commit, each held against the"
          + " hub's hash. Run it again to go on with what was interrupted."
    },
    footer = {
      "",
      "Examples:",
      "  clipstream model download laion/CLIP-ViT-B-32-laion2B-s34B-b79K -o clip-b32",
      "  clipstream model download OWNER/NAME --revision v1 --output my-clip"
    })
final class ModelDownloadCommand implements Callable<Integer> {
  @Parameters(paramLabel = "REPO", description = "OWNER/NAME on the hub.")
  private String repository;

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "The hub. Default: the public one, https://huggingface.co.")
  private URI endpoint = HubRepository.PUBLIC_HUB;

  @Option(
      names = "--revision",
      paramLabel = "NAME",
      defaultValue = "main",
      description = "Branch, tag or commit. Default: ${DEFAULT-VALUE}.")
  private String revision;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Where it goes; must not exist. Default: the repository's name.")
  private Path output;

  @Spec private CommandSpec spec;

  private Progress progress;
  private String current = "";

  @Override
  public Integer call() {
    HubRepository hub = new HubRepository(endpoint, repository, revision);
    Path target =
        output == null ? Path.of(repository.substring(repository.indexOf('/') + 1)) : output;
    HubDownload.Downloaded done = new HubDownload(hub).into(target, this::show);
    PrintWriter err = spec.commandLine().getErr();
    err.printf(
        Locale.ROOT,
        "%d files, %,d bytes, commit %s%n",
        done.files().size(),
        done.bytes(),
        done.commit());
    err.flush();
    spec.commandLine().getOut().println(done.target());
    spec.commandLine().getOut().flush();
    return 0;
  }

  private void show(String file, long bytes, long total) {
    if (!file.equals(current)) {
      current = file;
      progress = new Progress(spec.commandLine().getErr(), file, total);
    }
    progress.at(bytes);
  }
}
