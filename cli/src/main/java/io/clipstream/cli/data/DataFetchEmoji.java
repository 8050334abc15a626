package io.clipstream.cli.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clipstream data fetch emoji}. */
@Command(
    name = "emoji",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a data set to train and test a small model with: emoji in eleven permissively licensed"
          + " designs, a twelfth to test on, icons that are called by their names, and public domain"
          + " clip art.",
      "Needs npm on the PATH; clip art and photographs need apt-get and are skipped without it."
    },
    footer = {"", "Example:", "  clipstream data fetch emoji --output data/emoji"})
public final class DataFetchEmoji implements Callable<Integer> {
  /** It logs traces of the few damaged drawings, which are left out. Held, or it is forgotten. */
  private static final Logger QUIET = Logger.getLogger("com.github.weisj.jsvg");

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "Where the data set is written.")
  private Path output;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Where the packages are kept. Default: DIR/packages of the output.")
  private Path cache;

  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      defaultValue = "96",
      description = "Side of the pictures. Default: ${DEFAULT-VALUE}.")
  private int size;

  @Option(
      names = "--margin",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Share of the side left free on each edge. Default: ${DEFAULT-VALUE}.")
  private double margin;

  @Option(
      names = "--validation-design",
      paramLabel = "NAME",
      defaultValue = "emojione",
      description =
          "The design to choose settings by, left out of train. Default: ${DEFAULT-VALUE}.")
  private String validationDesign;

  @Option(
      names = "--languages",
      paramLabel = "LANGUAGE",
      split = ",",
      description = {
        "Captions also name emoji, and icons of the same name, in these languages of CLDR,",
        "for example de,pt,zh."
      })
  private List<String> languages = List.of();

  @Option(
      names = "--kinds",
      description = "Captions also say what kind of thing is shown: an animal, a fruit, a vehicle.")
  private boolean kinds;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    // Drawing needs no screen, and must not look for one.
    System.setProperty("java.awt.headless", "true");
    ImageIO.setUseCache(false);
    QUIET.setLevel(Level.OFF);
    EmojiDataSet dataSet =
        new EmojiDataSet(
            output,
            Optional.ofNullable(cache).orElse(output.resolve("packages")),
            new Rasteriser(size, margin),
            validationDesign,
            languages,
            kinds,
            message -> spec.commandLine().getErr().println(message));
    Map<String, Integer> rows = dataSet.make();
    rows.forEach((table, count) -> spec.commandLine().getOut().println(table + "\t" + count));
    return 0;
  }
}
