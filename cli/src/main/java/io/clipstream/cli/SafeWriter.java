package io.clipstream.cli;

import io.clipstream.schemas.Quoting;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the commands print goes through here, so that names, reasons and messages of unknown origin
 * do nothing to a terminal: characters that would are escaped as in JSON. {@code println} and the
 * arguments of {@code printf} are one line each; {@code print} takes several.
 */
final class SafeWriter extends PrintWriter {
  private final PrintWriter terminal;

  private SafeWriter(PrintWriter terminal) {
    super(new Escaping(terminal), true);
    this.terminal = terminal;
  }

  /** The same, made safe unless it is. */
  static SafeWriter on(PrintWriter out) {
    return out instanceof SafeWriter safe ? safe : new SafeWriter(out);
  }

  /** Past the escaping, for our own text and control sequences only. */
  PrintWriter terminal() {
    super.flush();
    return terminal;
  }

  /** A line of columns with tabs between them, whatever the columns hold. */
  void row(String... columns) {
    println(Arrays.stream(columns).map(Quoting::field).collect(Collectors.joining("\t")));
  }

  @Override
  public void println(String text) {
    super.println(Quoting.line(String.valueOf(text)));
  }

  @Override
  public PrintWriter format(String format, Object... arguments) {
    return super.format(format, safe(arguments));
  }

  @Override
  public PrintWriter format(Locale locale, String format, Object... arguments) {
    return super.format(locale, format, safe(arguments));
  }

  private static Object[] safe(Object... arguments) {
    return Stream.of(arguments).map(SafeWriter::safe).toArray();
  }

  private static Object safe(Object argument) {
    boolean harmless =
        argument == null
            || argument instanceof Number
            || argument instanceof Boolean
            || argument instanceof Character;
    return harmless ? argument : Quoting.line(argument.toString());
  }

  @Override
  public boolean checkError() {
    boolean own = super.checkError(); // what is still here goes on to the terminal
    return terminal.checkError() || own;
  }

  /** Whatever way text comes, none passes but through here. */
  private static final class Escaping extends FilterWriter {
    Escaping(Writer out) {
      super(out);
    }

    @Override
    public void write(int c) throws IOException {
      write(String.valueOf((char) c), 0, 1);
    }

    @Override
    public void write(char[] text, int from, int length) throws IOException {
      write(new String(text, from, length), 0, length);
    }

    @Override
    public void write(String text, int from, int length) throws IOException {
      out.write(Quoting.visible(text.substring(from, from + length)));
    }
  }
}
