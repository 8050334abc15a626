package io.clipstream.cli;

import java.io.Writer;
import java.util.function.Consumer;

/** Hands each line on that is written, without its end; empty ones are passed over. */
final class LineWriter extends Writer {
  private final Consumer<String> lines;
  private final StringBuilder begun = new StringBuilder();

  LineWriter(Consumer<String> lines) {
    this.lines = lines;
  }

  @Override
  public void write(char[] text, int from, int length) {
    synchronized (lock) {
      for (int i = from; i < from + length; i++) {
        if (text[i] == '\n' || text[i] == '\r') {
          end();
        } else {
          begun.append(text[i]);
        }
      }
    }
  }

  private void end() {
    String line = begun.toString();
    begun.setLength(0);
    if (!line.isBlank()) {
      lines.accept(line);
    }
  }

  /** A line that has no end yet waits for it. */
  @Override
  public void flush() {}

  @Override
  public void close() {
    synchronized (lock) {
      end();
    }
  }
}
