package io.clipstream.cli;

import io.clipstream.cli.local.GracefulStop;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.SettingException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clipstream demo}: everything in one process. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Kafka, Flink, both jobs and a stream of pictures in one process.",
    footer = {
      "",
      "While it runs, other terminals take part: 'clipstream send', 'watch', 'labels apply', 'dlq "
          + "list', 'captions send', 'train-now' and 'checkpoint list' all talk to it by default.",
      "",
      "Examples:",
      "  clipstream demo",
      "  clipstream demo --images photos/ --labels my-labels.yaml --model clip-vit-base-patch32",
      "  clipstream demo --count 100 --json",
      "  clipstream demo --learn"
    })
final class DemoCommand implements Callable<Integer> {
  /** Set to true by the start script where standard output is a terminal. */
  private static final String SCREEN_PROPERTY = "clipstream.screen";

  @Mixin private ModelOptions model;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "Your own pictures; files that come later are tagged too. Default: samples.")
  private Path images;

  @Option(
      names = "--labels",
      paramLabel = "FILE.yaml",
      description = "What to tag with, as 'labels apply' takes it. Default: that of the samples.")
  private Path labels;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "4",
      description = "Pictures a second at most. Default: ${DEFAULT-VALUE}.")
  private Double rate;

  @Option(names = "--count", paramLabel = "N", description = "Stop after N tagged pictures.")
  private Long count;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = "data",
      description =
          "Where Kafka's data, captioned pairs and checkpoints trained from them are kept from run to "
              + "run. Default: ./${DEFAULT-VALUE}.")
  private Path directory;

  @Option(
      names = "--port",
      description = "Port of Kafka on this machine. Default: 9092, else one that is free.")
  private Integer port;

  @Option(names = "--no-dashboard", description = "Without the page that shows the stream.")
  private boolean noDashboard;

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  @Option(
      names = "--learn",
      description =
          "Show the loop instead: tags of concepts that the model was never shown, captions of them, "
              + "a training round, the gate, the swap, and the tags after. Some minutes.")
  private boolean learn;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    check();
    try (GracefulStop stop = new GracefulStop(() -> {})) {
      run(stop);
      return 0;
    }
  }

  private void run(GracefulStop stop) throws Exception {
    if (learn) {
      Path own = directory.resolve("learn-" + System.currentTimeMillis());
      say("everything of this run lies in " + own);
      DemoLearn.run(own, port, model, spec.commandLine().getOut(), this::say);
      return;
    }
    Pace pace = Pace.of(rate);
    if (images == null && model.isTheBox()) {
      say(Samples.notice());
    }
    Path labelFile = labels == null ? Samples.labels() : labels;
    try (PictureFeed feed =
            images == null ? Samples.feed() : new FolderFeed(images, images.toString());
        DemoStack stack =
            DemoStack.start(
                directory, port, labelFile, model, DemoTraining.OF_CORRECTIONS, this::say)) {
      DemoResults results = new DemoResults(stack, screen(stack), count);
      try (DemoDashboard dashboard = dashboard(stack);
          DemoSender sender = new DemoSender(stack, feed, pace)) {
        say("producers connect to " + stack.address() + "; Ctrl-C stops");
        while (!stop.isRequested() && !results.isComplete()) {
          stack.checkJobs();
          sender.check();
          results.poll();
          if (results.hasAny()) {
            sender.go();
          }
        }
      }
      results.close();
      say(results.summary());
    }
  }

  private DemoDashboard dashboard(DemoStack stack) {
    if (noDashboard) {
      return DemoDashboard.none();
    }
    DemoDashboard dashboard = DemoDashboard.start(stack, directory);
    say("look at it on " + dashboard.address());
    return dashboard;
  }

  private DemoScreen screen(DemoStack stack) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      return new DemoScreen.Json(out, this::say);
    }
    boolean terminal =
        Boolean.getBoolean(SCREEN_PROPERTY)
            && System.getenv("NO_COLOR") == null
            && !"dumb".equals(System.getenv("TERM"));
    return terminal
        ? new DemoTable(out, stack.title(), TerminalSize::now)
        : new DemoScreen.Lines(out, this::say);
  }

  private void check() {
    if (count != null && count < 1) {
      throw new SettingException("--count is " + count + ", expected 1 or more");
    }
    if (port != null && (port < 0 || port > 65_535)) {
      throw new SettingException("--port is " + port + ", expected 0 to 65535");
    }
    if (images != null && !Files.isDirectory(images)) {
      throw new ResourceException("--images: " + images + " is no folder");
    }
  }

  private void say(String message) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("clipstream: " + message);
    err.flush();
  }
}
