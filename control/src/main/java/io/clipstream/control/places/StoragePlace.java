package io.clipstream.control.places;

import io.clipstream.schemas.ClipstreamException;
import io.clipstream.schemas.ResourceException;
import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A directory or a file of a file system, as in {@code s3://bucket/images}, whose name can be read
 * in one way only.
 *
 * @param scheme lower case
 * @param authority null where the file system has none
 * @param segments the names on the way from the root
 */
public record StoragePlace(String scheme, String authority, List<String> segments)
    implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Pattern WITH_SCHEME = Pattern.compile("(?s)[A-Za-z][A-Za-z0-9+.-]*:.*");

  /**
   * The place that a URI, or an absolute path of this machine in the form of one, names.
   *
   * @throws ResourceException if it names none, or can be read in more than one way
   */
  public static StoragePlace parse(String text) {
    try {
      return of(new URI(WITH_SCHEME.matcher(text).matches() ? text : "file:" + text));
    } catch (URISyntaxException e) {
      throw new ResourceException("URI '" + text + "' cannot be read: " + e.getReason(), e);
    } catch (ClipstreamException e) {
      throw new ResourceException("URI '" + text + "': " + e.getMessage(), e);
    }
  }

  /**
   * The place that people name in an option: by a URI, or by a path of this machine, which may be
   * relative.
   *
   * @throws ResourceException if it names none, or can be read in more than one way
   */
  public static StoragePlace named(String text) {
    return WITH_SCHEME.matcher(text).matches()
        ? parse(text)
        : of(Path.of(text).toAbsolutePath().normalize().toUri());
  }

  /**
   * The place that a URI names.
   *
   * @throws ResourceException if it names none, or can be read in more than one way; the message
   *     does not hold the path
   */
  public static StoragePlace of(URI uri) {
    if (uri.getScheme() == null || uri.getPath() == null || !uri.getPath().startsWith("/")) {
      throw new ResourceException("expected a scheme and a path that begins with /");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null || hasUser(uri)) {
      throw new ResourceException("? and # and @ mean nothing to a file system");
    }
    List<String> segments =
        Arrays.stream(uri.getPath().split("/")).filter(s -> !s.isEmpty()).toList();
    for (String segment : segments) {
      if (segment.equals(".") || segment.equals("..") || !isPlain(segment)) {
        throw new ResourceException("a path with '.', '..', \\ or control characters");
      }
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    return new StoragePlace(scheme, uri.getAuthority(), segments);
  }

  private static boolean hasUser(URI uri) {
    return uri.getUserInfo() != null
        || (uri.getRawAuthority() != null && uri.getRawAuthority().indexOf('@') >= 0);
  }

  private static boolean isPlain(String segment) {
    return segment.chars().noneMatch(c -> c == '\\' || Character.isISOControl(c));
  }

  /** Whether it is {@code directory} or lies below it, by its name. */
  public boolean isWithin(StoragePlace directory) {
    int length = directory.segments.size();
    return scheme.equals(directory.scheme)
        && Objects.equals(authority, directory.authority)
        && segments.size() >= length
        && segments.subList(0, length).equals(directory.segments);
  }

  /** Whether it lies on this machine, or is mounted there. */
  public boolean isLocal() {
    return scheme.equals("file") && authority == null;
  }

  /** The path, from the root. */
  public String path() {
    return "/" + String.join("/", segments);
  }

  /**
   * Where a local place lies on this machine. Its bytes are those of the URI in UTF-8, whatever the
   * locale.
   */
  public Path local() {
    if (!isLocal()) {
      throw new ResourceException("URI '" + uri() + "': expected a path of this machine");
    }
    // Only what begins so is taken byte by byte; the rest goes by way of the locale's characters.
    return Path.of(URI.create("file://" + uri().toASCIIString().substring("file:".length())));
  }

  /** In plain form: with scheme, without what means nothing. */
  public URI uri() {
    try {
      return new URI(scheme, authority, path(), null, null);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("was read from a URI", e);
    }
  }

  /** For people: {@code s3://bucket}. */
  public String store() {
    return authority == null ? scheme + ":" : scheme + "://" + authority;
  }
}
