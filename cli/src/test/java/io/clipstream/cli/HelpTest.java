package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class HelpTest {
  @Test
  void theHelpOfEveryCommandIsPrintedAsItIsMeant() {
    List<String> commands = commands(Main.commandLine(), "");
    assertThat(commands).hasSizeGreaterThan(20);
    for (String command : commands) {
      CommandRun help = CommandRun.of((Object[]) (command + " --help").strip().split(" "));
      assertThat(help.exit()).as(command).isZero();
      assertThat(help.err()).as(command).isEmpty();
      assertThat(help.out()).as(command).contains("Usage:").doesNotContain("%n", "%%", "${");
    }
  }

  @Test
  void onlyTheCommandThatIsNamedIsLookedAt() {
    for (String command : Main.commandLine().getSubcommands().keySet()) {
      assertThat(Main.commandLineOf("--verbose", command, "x").getSubcommands())
          .containsOnlyKeys(command);
    }
    for (String other : List.of("tga", "Tag", "")) {
      assertThat(Main.commandLineOf(other, "tag").getSubcommands())
          .as(other)
          .hasSameSizeAs(Main.commandLine().getSubcommands().keySet());
    }
  }

  /** So that nobody learns by a wrong one; what it names need not be there. */
  @Test
  void everyExampleCanBeTyped() {
    List<String> examples = new ArrayList<>();
    examples(Main.commandLine(), examples);
    assertThat(examples).hasSizeGreaterThan(20);
    for (String example : examples) {
      String[] words = example.replace("\"", "").strip().split("\\s+");
      Main.commandLine().parseArgs(KafkaFlags.rewritten(words));
    }
  }

  /** Those of a command and of all below it, without 'clipstream', pipes and comments. */
  private static void examples(CommandLine line, List<String> all) {
    String footer = String.join("\n", line.getCommandSpec().usageMessage().footer());
    footer
        .replace("\\\n", " ")
        .lines()
        .filter(text -> text.startsWith("  clipstream ") || text.contains("| clipstream "))
        .map(text -> text.replaceAll(".*clipstream ", "").replaceAll("\\s(#|\\|).*", ""))
        .forEach(all::add);
    line.getSubcommands().values().forEach(sub -> examples(sub, all));
  }

  private static List<String> commands(CommandLine line, String path) {
    List<String> all = new ArrayList<>(List.of(path));
    line.getSubcommands().forEach((name, sub) -> all.addAll(commands(sub, path + " " + name)));
    return all;
  }
}
