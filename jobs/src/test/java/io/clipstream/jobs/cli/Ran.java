package io.clipstream.jobs.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/** What a command line printed and how it ended. */
record Ran(int exit, String out, String err) {
  static Ran command(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    int exit = line.execute(arguments);
    return new Ran(exit, out.toString(), err.toString());
  }

  /** The same against the broker of the tests. */
  static Ran onKafka(String... arguments) {
    String[] kafka = {"--kafka", SharedKafka.bootstrap()};
    return command(
        Stream.concat(Arrays.stream(arguments), Arrays.stream(kafka)).toArray(String[]::new));
  }

  List<String> lines() {
    return out.lines().toList();
  }
}
