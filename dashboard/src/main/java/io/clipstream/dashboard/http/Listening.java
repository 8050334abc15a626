package io.clipstream.dashboard.http;

import static java.util.Objects.requireNonNull;

import io.clipstream.schemas.SettingException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Where a server listens, and what it is called by.
 *
 * @param host address to listen on
 * @param port to listen on, 0 for any that is free
 * @param names that browsers may call it by, besides those of this machine and the address itself
 * @param tls certificate and key, if it speaks TLS itself
 * @param proxies the only addresses that may ask, if there are any: they speak TLS for it
 */
public record Listening(
    String host, int port, Set<String> names, Optional<Tls> tls, Proxies proxies) {
  /** The address that only this machine reaches. */
  public static final String LOOPBACK = "127.0.0.1";

  private static final Pattern NAME = Pattern.compile("[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?");

  public Listening {
    requireNonNull(host, "host is null");
    requireNonNull(tls, "tls is null");
    requireNonNull(proxies, "proxies is null");
    if (host.isBlank()) {
      throw new SettingException("--host is empty, expected an address of this machine");
    }
    if (port < 0 || port > 65_535) {
      throw new SettingException("--port is " + port + ", expected 0 to 65535");
    }
    Set<String> small = new TreeSet<>();
    names.forEach(name -> small.add(checked(name)));
    names = small;
  }

  /** On loopback. */
  public static Listening local(int port) {
    return at(LOOPBACK, port);
  }

  /** At an address, without TLS and without proxies. */
  public static Listening at(String host, int port) {
    return new Listening(host, port, Set.of(), Optional.empty(), Proxies.none());
  }

  private static String checked(String name) {
    String small = name.toLowerCase(Locale.ROOT);
    if (!NAME.matcher(small).matches()) {
      throw new SettingException(
          "--host-name is '" + name + "', expected a name without port, as tags.example.com");
    }
    return small;
  }

  /**
   * The address that it listens on.
   *
   * @throws SettingException if there is none of this name
   */
  public InetAddress address() {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new SettingException("--host " + host + " is no address of this machine", e);
    }
  }

  /** Whether whoever looks on does so by TLS, here or at the proxy. */
  public boolean isSecure() {
    return tls.isPresent() || !proxies.isEmpty();
  }

  /** All names that the Host header may have, without port. */
  Set<String> allNames() {
    Set<String> all = new TreeSet<>(names);
    all.addAll(Set.of("localhost", "127.0.0.1", "[::1]"));
    String own = host.toLowerCase(Locale.ROOT);
    all.add(own.contains(":") && !own.startsWith("[") ? "[" + own + "]" : own);
    return all;
  }
}
