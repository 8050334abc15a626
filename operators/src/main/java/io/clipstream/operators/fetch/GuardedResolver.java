package io.clipstream.operators.fetch;

import io.clipstream.control.network.AddressGuard;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;

/** Looks a host up and checks every address of the answer, which is then connected to. */
final class GuardedResolver implements DnsResolver {
  private final DnsResolver names;
  private final AddressGuard guard;

  GuardedResolver(DnsResolver names, AddressGuard guard) {
    this.names = names;
    this.guard = guard;
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    return guard.checked(host, names.resolve(host));
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }
}
