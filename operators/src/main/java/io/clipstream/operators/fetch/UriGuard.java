package io.clipstream.operators.fetch;

import io.clipstream.control.network.Hosts;
import io.clipstream.control.places.AllowedPlaces;
import io.clipstream.control.places.StoragePlace;
import io.clipstream.schemas.ClipstreamException;
import io.clipstream.schemas.Quoting;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Holds URIs against the allow-lists, before anything is looked up or opened. */
final class UriGuard {
  private static final int LONGEST = 8192;
  private static final Map<String, Integer> SCHEME_PORTS = Map.of("http", 80, "https", 443);

  private final Set<String> schemes;
  private final List<HostRule> hosts;
  private final AllowedPlaces places;

  UriGuard(FetchSettings settings) {
    this.schemes = settings.allowed().schemes();
    this.hosts = settings.allowed().hosts().stream().map(HostRule::parse).toList();
    this.places = settings.allowed().places();
  }

  /** The place that a URI names. */
  PictureLocation check(String text) throws FetchException {
    if (text.length() > LONGEST) {
      throw malformed("has " + text.length() + " characters, expected at most " + LONGEST);
    }
    try {
      return check(new URI(text));
    } catch (URISyntaxException e) {
      throw malformed("is no URI: " + e.getReason() + " at index " + e.getIndex());
    }
  }

  /** The place that a URI names. */
  PictureLocation check(URI uri) throws FetchException {
    if (uri.getScheme() == null) {
      throw malformed("has no scheme; expected one like https:");
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    return SCHEME_PORTS.containsKey(scheme) ? onNetwork(uri, scheme) : inStorage(uri, scheme);
  }

  private PictureLocation onNetwork(URI uri, String scheme) throws FetchException {
    if (!schemes.contains(scheme)) {
      throw schemeNotAllowed(scheme);
    }
    if (uri.getRawUserInfo() != null || contains(uri.getRawAuthority(), '@')) {
      throw malformed("has a user before its host; expected none");
    }
    String host = uri.getHost() == null ? null : Hosts.canonical(uri.getHost());
    if (host == null) {
      throw malformed("has no host that is plainly a name or an address");
    }
    if (uri.getRawPath().startsWith("//")) {
      throw malformed("has a path that begins with //, which reads like a host");
    }
    int schemePort = SCHEME_PORTS.get(scheme);
    int port = uri.getPort() == -1 ? schemePort : uri.getPort();
    if (hosts.stream().noneMatch(rule -> rule.covers(host, port, schemePort))) {
      throw new FetchException(
          FetchFault.HOST_NOT_ALLOWED,
          "host %s, port %d is not in fetch.allowed-hosts".formatted(Quoting.clip(host), port));
    }
    return new PictureLocation.OnNetwork(plain(uri, scheme, host), scheme, host, port);
  }

  /** The same without fragment, and with the host as it was checked. */
  private static URI plain(URI uri, String scheme, String host) throws FetchException {
    String port = uri.getPort() == -1 ? "" : ":" + uri.getPort();
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String name = host.contains(":") ? "[" + host + "]" : host;
    try {
      return new URI(new URI(scheme + "://" + name + port + path + query).toASCIIString());
    } catch (URISyntaxException e) {
      throw malformed("cannot be written plainly: " + e.getReason());
    }
  }

  private PictureLocation inStorage(URI uri, String scheme) throws FetchException {
    if (places.directories().stream().noneMatch(place -> place.scheme().equals(scheme))) {
      throw schemeNotAllowed(scheme);
    }
    StoragePlace file = place(uri);
    if (!places.coverBelow(file)) {
      throw pathNotAllowed(file);
    }
    return new PictureLocation.InStorage(file);
  }

  private static StoragePlace place(URI uri) throws FetchException {
    try {
      return StoragePlace.of(uri);
    } catch (ClipstreamException e) {
      throw malformed("names no file: " + e.getMessage());
    }
  }

  /** The fault of a file that lies, or leads, outside. */
  static FetchException pathNotAllowed(StoragePlace file) {
    return new FetchException(
        FetchFault.PATH_NOT_ALLOWED,
        "the path on " + Quoting.clip(file.store()) + " is not in fetch.allowed-prefixes");
  }

  private static FetchException schemeNotAllowed(String scheme) {
    return new FetchException(
        FetchFault.SCHEME_NOT_ALLOWED,
        "scheme "
            + Quoting.quote(scheme)
            + " is not allowed by fetch.allowed-schemes or fetch.allowed-prefixes");
  }

  private static boolean contains(String text, char c) {
    return text != null && text.indexOf(c) >= 0;
  }

  private static FetchException malformed(String what) {
    return new FetchException(FetchFault.URI_MALFORMED, "the URI " + what);
  }
}
