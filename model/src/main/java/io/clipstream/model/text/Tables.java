package io.clipstream.model.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** The data tables beside this class: UTF-8 lines, of which those that start with # are notes. */
final class Tables {
  private Tables() {}

  static List<String> lines(String name) {
    InputStream in = Tables.class.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException("resource " + name + " is missing from the jar");
    }
    try (var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.startsWith("#")).collect(Collectors.toList());
    } catch (IOException e) {
      throw new UncheckedIOException("resource " + name + " cannot be read", e);
    }
  }

  /** Text from hexadecimal code points with spaces between them. */
  static String characters(String hexadecimals) {
    StringBuilder text = new StringBuilder();
    for (String code : hexadecimals.split(" ")) {
      text.appendCodePoint(Integer.parseInt(code, 16));
    }
    return text.toString();
  }
}
