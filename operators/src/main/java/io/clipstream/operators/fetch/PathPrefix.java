package io.clipstream.operators.fetch;

import io.clipstream.model.ModelException;
import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A directory of a file system and all that lies below it, as in {@code s3://bucket/images}.
 *
 * @param scheme lower case
 * @param authority null where the file system has none
 * @param segments the names on the way from the root
 */
record PathPrefix(String scheme, String authority, List<String> segments) implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Reads a prefix.
   *
   * @throws ModelException if it is no URI of a directory
   */
  static PathPrefix parse(String text) {
    try {
      return of(new URI(text));
    } catch (URISyntaxException | FetchException e) {
      throw new ModelException(
          "fetch.allowed-prefixes: '"
              + text
              + "' is no directory of a file system; expected one like file:/data/images or "
              + "s3://bucket/images",
          e);
    }
  }

  /**
   * The place that a URI names.
   *
   * @throws FetchException if the path can be read in more than one way
   */
  static PathPrefix of(URI uri) throws FetchException {
    if (uri.getScheme() == null || uri.getPath() == null || !uri.getPath().startsWith("/")) {
      throw malformed("expected a scheme and a path that begins with /");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null || uri.getUserInfo() != null) {
      throw malformed("? and # and @ mean nothing to a file system");
    }
    List<String> segments =
        Arrays.stream(uri.getPath().split("/")).filter(s -> !s.isEmpty()).toList();
    for (String segment : segments) {
      if (segment.equals(".") || segment.equals("..") || !isPlain(segment)) {
        throw malformed("a path with '.', '..', \\ or control characters");
      }
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    return new PathPrefix(scheme, uri.getAuthority(), segments);
  }

  private static FetchException malformed(String message) {
    return new FetchException(FetchFault.URI_MALFORMED, message);
  }

  private static boolean isPlain(String segment) {
    return segment.chars().noneMatch(c -> c == '\\' || Character.isISOControl(c));
  }

  boolean covers(PathPrefix place) {
    int length = segments.size();
    return scheme.equals(place.scheme)
        && Objects.equals(authority, place.authority)
        && place.segments.size() > length
        && place.segments.subList(0, length).equals(segments);
  }

  boolean isLocal() {
    return scheme.equals("file");
  }

  /** The path, from the root. */
  String path() {
    return "/" + String.join("/", segments);
  }

  /** For people: {@code s3://bucket}. */
  String store() {
    return authority == null ? scheme + ":" : scheme + "://" + authority;
  }
}
