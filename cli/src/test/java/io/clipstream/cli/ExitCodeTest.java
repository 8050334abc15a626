package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.cli.data.DataException;
import io.clipstream.model.ModelException;
import io.clipstream.operators.generation.UnusableCheckpointException;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.SettingException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The type of what a command fails with decides how it ends, wherever it was thrown. */
final class ExitCodeTest {
  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new SettingException("what"), 2),
        Arguments.of(new ResourceException("what"), 1),
        Arguments.of(new ModelException("what"), 1),
        Arguments.of(new DataException("what"), 1),
        Arguments.of(new UnusableCheckpointException("what", null), 1),
        Arguments.of(new IllegalStateException("what"), 1));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void wrongUseEndsWithTwoAndEverythingElseWithOne(Exception failure, int expected) {
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine().addSubcommand("fail", new Failing(failure));
    line.setErr(new PrintWriter(err));

    assertThat(line.execute("fail")).isEqualTo(expected);
    assertThat(err.toString()).startsWith("clipstream: ").contains("what").hasLineCount(1);
  }

  @Command(name = "fail")
  private record Failing(Exception failure) implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      throw failure;
    }
  }
}
