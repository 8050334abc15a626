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

  private static List<String> commands(CommandLine line, String path) {
    List<String> all = new ArrayList<>(List.of(path));
    line.getSubcommands().forEach((name, sub) -> all.addAll(commands(sub, path + " " + name)));
    return all;
  }
}
