package io.clipstream.cli;

import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Paths on the command line. An empty one would be the working directory: what a script gives whose
 * variable is not set.
 */
final class GivenPath implements ITypeConverter<Path> {
  @Override
  public Path convert(String text) {
    return Path.of(there(text));
  }

  /** The same for paths that stay as they are written. */
  static final class AsWritten implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      return there(text);
    }
  }

  private static String there(String text) {
    if (text.isEmpty()) {
      throw new TypeConversionException("'' is no path; was a variable not set?");
    }
    return text;
  }
}
