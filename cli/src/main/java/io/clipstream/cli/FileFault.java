package io.clipstream.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Why a file cannot be read, in words: the system's own message may be its name and no more. */
final class FileFault {
  private FileFault() {}

  /** What follows on "cannot be read: ". */
  static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "it does not exist";
    }
    return e instanceof AccessDeniedException
        ? "this user has no right to"
        : String.valueOf(e.getMessage());
  }
}
