package io.clipstream.operators.learning;

import io.clipstream.model.ModelException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/** The places from which parents are opened: an announcement is no reason to open any directory. */
final class ParentDirectory {
  private final List<Path> allowed;

  /**
   * @param prefixes absolute paths or {@code file:} URIs of directories
   */
  ParentDirectory(List<String> prefixes) {
    this.allowed = prefixes.stream().map(ParentDirectory::path).toList();
  }

  /**
   * The directory that a checkpoint's URI names.
   *
   * @throws ModelException if it is not on a local or mounted file system, or under no allowed
   *     prefix
   */
  Path of(String uri) {
    Path path = path(uri);
    if (allowed.stream().noneMatch(path::startsWith)) {
      throw new ModelException(
          "checkpoint '%s' lies under none of the allowed prefixes %s; add its place to them"
              .formatted(uri, allowed));
    }
    return path;
  }

  private static Path path(String text) {
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme();
      if (scheme != null && !scheme.equals("file")) {
        throw new ModelException(
            "'" + text + "': training opens checkpoints on local and mounted file systems only");
      }
      Path path = Path.of(uri.getPath());
      if (!path.isAbsolute()) {
        throw new ModelException("'" + text + "' is no absolute path of a checkpoint");
      }
      return path.normalize();
    } catch (URISyntaxException e) {
      throw new ModelException("'" + text + "' cannot be read: " + e.getMessage(), e);
    }
  }
}
