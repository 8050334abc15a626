package io.clipstream.cli;

import io.clipstream.schemas.SettingException;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;

/** Passwords, which are never arguments: those are seen by all of a machine's users. */
final class SecretInput {
  private SecretInput() {}

  /** Asked for twice at a terminal, else the first line of standard input. */
  static String password(String of) {
    Console console = System.console();
    if (console == null) {
      return firstLine();
    }
    String once = asked(console, "Password of " + of + ": ");
    if (!once.equals(asked(console, "Once more: "))) {
      throw new SettingException("the two passwords differ; nothing was changed");
    }
    return once;
  }

  private static String asked(Console console, String question) {
    char[] typed = console.readPassword("%s", question);
    if (typed == null) {
      throw new SettingException("no password was typed");
    }
    return new String(typed);
  }

  private static String firstLine() {
    try {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
      String line = in.readLine();
      if (line == null) {
        throw new SettingException("standard input is empty, expected a password");
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException("reading standard input", e);
    }
  }
}
