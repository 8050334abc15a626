package io.clipstream.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * A run of the command line in this process.
 *
 * @param exit the exit code
 * @param out what went to standard output
 * @param err what went to standard error
 */
record CommandRun(int exit, String out, String err) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Runs {@code clipstream ARGUMENTS}. */
  static CommandRun of(Object... arguments) {
    String[] texts = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
    CommandLine line = Main.commandLineOf(texts);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    int exit = line.execute(texts);
    return new CommandRun(exit, out.toString(), err.toString());
  }

  /** Runs it against the broker of the tests. */
  static CommandRun onKafka(String... arguments) {
    Stream<String> broker = Stream.of("--kafka", SharedKafka.bootstrap());
    return of(Stream.concat(Arrays.stream(arguments), broker).toArray());
  }

  /** Runs it with lines on standard input. */
  static CommandRun withInput(String input, Object... arguments) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input.getBytes(Charset.defaultCharset())));
    try {
      return of(arguments);
    } finally {
      System.setIn(before);
    }
  }

  List<String> lines() {
    return out.lines().toList();
  }

  /** Each line of the output as JSON. */
  List<JsonNode> json() {
    return out.lines().map(CommandRun::parsed).toList();
  }

  private static JsonNode parsed(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + line, e);
    }
  }
}
