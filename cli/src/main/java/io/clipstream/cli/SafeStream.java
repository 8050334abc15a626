package io.clipstream.cli;

import io.clipstream.schemas.Quoting;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;

/**
 * As {@link SafeWriter}, for what libraries print and log on the process's own streams. Bytes pass:
 * they come from a {@link SafeWriter}.
 */
final class SafeStream extends PrintStream {
  SafeStream(PrintStream to, Charset charset) {
    super(to, true, charset);
  }

  /** From here on standard output and standard error are safe. */
  static void install() {
    System.setOut(new SafeStream(System.out, charset("stdout.encoding")));
    System.setErr(new SafeStream(System.err, charset("stderr.encoding")));
  }

  /**
   * A writer to one of the two that knows when they are broken.
   *
   * @param encoding the property of the JVM that names the encoding
   */
  static PrintWriter writer(PrintStream to, String encoding) {
    return new PrintWriter(to, true, charset(encoding));
  }

  private static Charset charset(String property) {
    String name = System.getProperty(property);
    return name == null ? Charset.defaultCharset() : Charset.forName(name);
  }

  /** A line of a log is one line. */
  @Override
  public void println(String text) {
    super.println(Quoting.line(String.valueOf(text)));
  }

  @Override
  public void print(String text) {
    super.print(Quoting.visible(String.valueOf(text)));
  }

  @Override
  public void print(Object thing) {
    print(String.valueOf(thing));
  }
}
