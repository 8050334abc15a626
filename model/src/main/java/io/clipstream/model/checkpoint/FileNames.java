package io.clipstream.model.checkpoint;

import java.util.regex.Pattern;

/** File names out of files and answers that nobody vouches for. */
final class FileNames {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+-]{0,199}");

  private FileNames() {}

  /** True for a name that stays in its directory on any file system, and is no hidden file. */
  static boolean isPlain(String name) {
    return PLAIN.matcher(name).matches();
  }
}
