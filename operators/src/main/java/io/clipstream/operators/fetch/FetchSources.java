package io.clipstream.operators.fetch;

import io.clipstream.control.network.Network;
import io.clipstream.control.places.AllowedPlaces;
import io.clipstream.control.places.StoragePlace;
import io.clipstream.schemas.ClipstreamException;
import io.clipstream.schemas.SettingException;
import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;

/**
 * Where pictures may come from.
 *
 * @param schemes of the network: {@code http}, {@code https}
 * @param hosts rules as {@link FetchOptions#ALLOWED_HOSTS} has them
 * @param prefixes directories as {@link FetchOptions#ALLOWED_PREFIXES} has them
 * @param networks blocks of addresses that are allowed although they are not public
 */
public record FetchSources(
    Set<String> schemes, List<String> hosts, List<String> prefixes, List<String> networks)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public FetchSources {
    schemes = Set.copyOf(schemes);
    hosts = List.copyOf(hosts);
    prefixes = List.copyOf(prefixes);
    networks = List.copyOf(networks);
    FetchChecks.check(
        Set.of("http", "https").containsAll(schemes),
        "allowed-schemes",
        schemes,
        "http and https; name other file systems by fetch.allowed-prefixes");
    hosts.forEach(HostRule::parse);
    places(prefixes);
    networks.forEach(Network::parse);
  }

  boolean isEmpty() {
    return hosts.isEmpty() && prefixes.isEmpty();
  }

  /** Where pictures may lie in file systems. */
  AllowedPlaces places() {
    return places(prefixes);
  }

  private static AllowedPlaces places(List<String> prefixes) {
    return new AllowedPlaces(prefixes.stream().map(FetchSources::place).toList());
  }

  private static StoragePlace place(String prefix) {
    try {
      return StoragePlace.of(new URI(prefix));
    } catch (URISyntaxException | ClipstreamException e) {
      throw new SettingException(
          "fetch.allowed-prefixes: '"
              + prefix
              + "' is no directory of a file system; expected one like file:/data/images or "
              + "s3://bucket/images",
          e);
    }
  }
}
