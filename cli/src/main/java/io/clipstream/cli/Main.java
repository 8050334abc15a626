package io.clipstream.cli;

import io.clipstream.cli.data.DataFetchEmoji;
import io.clipstream.model.EngineEnd;
import io.clipstream.model.EngineStart;
import io.clipstream.model.encoder.Kernels;
import io.clipstream.schemas.ClipstreamException;
import io.clipstream.schemas.SettingException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code clipstream}: the root of the command line. */
@Command(
    name = "clipstream",
    mixinStandardHelpOptions = true,
    version = "clipstream 0.1.0-SNAPSHOT",
    description = "Tags images by what people can describe in words.",
    footer = {
      "",
      "Examples:",
      "  clipstream demo",
      "  clipstream tag photos/ --labels cat,dog,car",
      "  clipstream model download laion/CLIP-ViT-B-32-laion2B-s34B-b79K -o clip-b32",
      "  clipstream tag photos/ --labels cat,dog,car --model clip-b32",
      "  clipstream model info clip-b32"
    })
public final class Main implements Runnable {
  private static final List<Class<?>> COMMANDS =
      List.of(
          TagCommand.class,
          TrainCommand.class,
          EvalCommand.class,
          ReportCommand.class,
          ModelCommand.class,
          JobCommand.class,
          DemoCommand.class,
          DashboardCommand.class,
          TopicsCommand.class,
          SendCommand.class,
          LabelsCommand.class,
          WatchCommand.class,
          DlqCommand.class,
          CheckpointCommand.class,
          StatusCommand.class,
          DoctorCommand.class,
          TrainNowCommand.class,
          CaptionsCommand.class,
          Data.class);

  /** Short commands that compute whatever their arguments say, and what asks for none of it. */
  private static final Set<String> ON_THE_ENGINE = Set.of("tag", "demo");

  private static final Set<String> HELP = Set.of("--help", "-h", "--version", "-V");

  private static volatile boolean atWork = true;

  @Spec private CommandSpec spec;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show the trace of an error.")
  private boolean verbose;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }

  /** {@code clipstream data}. */
  @Command(
      name = "data",
      description = "Data sets to train on.",
      subcommands = Fetch.class,
      mixinStandardHelpOptions = true)
  static final class Data extends Group {}

  /** {@code clipstream data fetch}. */
  @Command(
      name = "fetch",
      description = "Makes a data set out of ordinary packages.",
      subcommands = DataFetchEmoji.class,
      mixinStandardHelpOptions = true)
  static final class Fetch extends Group {}

  /** A command that only has subcommands. */
  abstract static class Group implements Runnable {
    @Spec CommandSpec spec;

    @Override
    public void run() {
      throw new ParameterException(spec.commandLine(), "which command?");
    }
  }

  /** The command line with its error handling: one line for people, the trace on request. */
  public static CommandLine commandLine() {
    return commandLine(COMMANDS);
  }

  /**
   * The same with the one command that the arguments begin with, if they do: to look at the options
   * of all takes longer than to tag a picture.
   */
  static CommandLine commandLineOf(String... arguments) {
    Optional<String> first =
        Arrays.stream(arguments).filter(argument -> !argument.startsWith("-")).findFirst();
    List<Class<?>> named =
        COMMANDS.stream().filter(command -> first.equals(Optional.of(name(command)))).toList();
    return commandLine(named.isEmpty() ? COMMANDS : named);
  }

  private static String name(Class<?> command) {
    return command.getAnnotation(Command.class).name();
  }

  private static CommandLine commandLine(List<Class<?>> commands) {
    Main main = new Main();
    CommandLine line =
        new CommandLine(main) {
          @Override
          public int execute(String... arguments) {
            return super.execute(KafkaFlags.rewritten(arguments));
          }

          @Override
          public CommandLine setOut(PrintWriter out) {
            return super.setOut(SafeWriter.on(out));
          }

          @Override
          public CommandLine setErr(PrintWriter err) {
            return super.setErr(SafeWriter.on(err));
          }
        };
    commands.forEach(line::addSubcommand);
    line.registerConverter(Path.class, new GivenPath()); // of all those as well
    line.registerConverter(KafkaRole.class, GivenChoice.of(KafkaRole.class));
    line.registerConverter(Kernels.class, GivenChoice.of(Kernels.class));
    // For the subcommands too. Writers of picocli's own would not tell when nobody reads any more.
    line.setOut(SafeStream.writer(System.out, "stdout.encoding"));
    line.setErr(LogFormat.ofThisProcess().err());
    line.setExecutionStrategy(Main::run);
    line.setExecutionExceptionHandler((error, command, parsed) -> main.report(error, command));
    line.setParameterExceptionHandler((error, arguments) -> wrongUsage(error));
    line.setExpandAtFiles(false); // a text or a path may begin with @
    line.setAllowSubcommandsAsOptionParameters(true); // and a file may be named as a command is
    return line;
  }

  /** Help is our own text, and may be coloured. */
  private static int run(CommandLine.ParseResult parsed) {
    for (CommandLine command : parsed.asCommandLineList()) {
      if (command.isUsageHelpRequested()) {
        help(command, command.getOut());
        return command.getCommandSpec().exitCodeOnUsageHelp();
      }
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static void help(CommandLine command, PrintWriter out) {
    PrintWriter terminal = SafeWriter.on(out).terminal();
    command.usage(terminal, command.getColorScheme());
    terminal.flush();
  }

  /** One line and where to read on; all of the help only where a command is missing. */
  private static int wrongUsage(ParameterException error) {
    CommandLine command = error.getCommandLine();
    PrintWriter err = command.getErr();
    LogFormat.ofThisProcess().complain(err, "clipstream: " + error.getMessage());
    UnmatchedArgumentException.printSuggestions(error, err);
    if (command.getCommand() instanceof Callable || command.getSubcommands().isEmpty()) {
      err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    } else {
      help(command, err);
    }
    err.flush();
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private int report(Exception error, CommandLine command) {
    LogFormat format = LogFormat.ofThisProcess();
    problems(error).forEach(problem -> format.complain(command.getErr(), "clipstream: " + problem));
    if (verbose) {
      error.printStackTrace(command.getErr());
    }
    return error instanceof SettingException
        ? command.getCommandSpec().exitCodeOnInvalidInput()
        : command.getCommandSpec().exitCodeOnExecutionException();
  }

  private static List<String> problems(Exception error) {
    if (error instanceof ClipstreamException known) {
      return known.problems();
    }
    String message = error.getMessage() == null ? error.toString() : error.getMessage();
    return List.of(describe(error, message));
  }

  private static String describe(Exception error, String message) {
    return error.getClass().getSimpleName() + ": " + message + " (--verbose shows the trace)";
  }

  public static void main(String[] args) {
    System.setProperty("java.awt.headless", "true");
    SafeStream.install();
    LogFormat.ofThisProcess().begin();
    LogFormat.problem().ifPresent(Main::endWith);
    warnOfLevels(LogFormat.ofThisProcess());
    if (isSoonToCompute(args)) {
      EngineStart.begin(); // beside all that comes before it is needed
    }
    Runtime.getRuntime().addShutdownHook(new Thread(Main::endAmidWork, "clipstream-end"));
    int exit = execute(Arrays.copyOf(args, args.length));
    EngineStart.settle();
    atWork = false;
    System.exit(exit);
  }

  /** Ctrl-C finds threads inside the engine, or its libraries half loaded. */
  private static void endAmidWork() {
    if (atWork) {
      EngineStart.settle();
      EngineEnd.skipDestructors();
    }
  }

  private static void warnOfLevels(LogFormat format) {
    PrintWriter err = format.err();
    LogFormat.uselessLevels(System.getProperties(), format)
        .forEach(line -> err.println("clipstream: " + line));
    err.flush();
  }

  private static void endWith(String problem) {
    System.err.println("clipstream: " + problem);
    System.exit(CommandLine.ExitCode.USAGE);
  }

  private static boolean isSoonToCompute(String... args) {
    return args.length > 0
        && ON_THE_ENGINE.contains(args[0])
        && Arrays.stream(args).noneMatch(HELP::contains);
  }

  private static int execute(String[] args) {
    try {
      return commandLineOf(args).execute(args);
    } catch (OutOfMemoryError e) {
      System.err.println(
          "clipstream: out of memory ("
              + e.getMessage()
              + "); give more with CLIPSTREAM_JAVA_OPTS=-Xmx8g, or lower --max-pixels");
      return 1;
    }
  }
}
