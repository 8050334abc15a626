package io.clipstream.operators.generation;

import io.clipstream.model.ModelException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/** The places from which checkpoints are opened: an announcement is no reason to open any file. */
final class AllowedPrefixes {
  private final List<String> prefixes;

  /**
   * @param prefixes URIs or absolute paths of directories
   * @throws ModelException if one is neither
   */
  AllowedPrefixes(List<String> prefixes) {
    this.prefixes = prefixes.stream().map(prefix -> parse(prefix).toString()).toList();
  }

  /**
   * The checkpoint's URI in its plain form: with scheme, without dots.
   *
   * @throws ModelException if it does not lie under an allowed prefix
   */
  URI check(String uri) {
    URI plain = parse(uri);
    String text = plain.toString();
    if (prefixes.stream().noneMatch(prefix -> isUnder(text, prefix))) {
      throw new ModelException(
          "URI '%s' lies under none of the allowed prefixes %s; add its place to them"
              .formatted(uri, prefixes));
    }
    return plain;
  }

  private static boolean isUnder(String text, String prefix) {
    return text.equals(prefix) || text.startsWith(prefix.endsWith("/") ? prefix : prefix + "/");
  }

  private static URI parse(String text) {
    try {
      URI uri = new URI(text.contains("://") || text.startsWith("file:") ? text : "file:" + text);
      String path = uri.getPath();
      if (path == null || !path.startsWith("/") || uri.getQuery() != null) {
        throw new ModelException("URI '" + text + "': expected a scheme and an absolute path");
      }
      for (String part : path.split("/", -1)) {
        if (part.equals("..") || part.equals(".")) {
          throw new ModelException("URI '" + text + "': expected a path without dots");
        }
      }
      String plain = path.replaceAll("/+", "/");
      String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
      String bare = plain.length() > 1 ? plain.replaceAll("/$", "") : plain;
      String authority = uri.getAuthority() == null ? "" : uri.getAuthority();
      return new URI(scheme, authority.isEmpty() ? null : authority, bare, null, null);
    } catch (URISyntaxException e) {
      throw new ModelException("URI '" + text + "' cannot be read: " + e.getMessage(), e);
    }
  }
}
