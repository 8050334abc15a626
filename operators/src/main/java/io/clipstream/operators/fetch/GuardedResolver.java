package io.clipstream.operators.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Looks a host up and checks every address of the answer. The connection is then made to that very
 * answer, so a name that answers differently a moment later gains nothing.
 */
final class GuardedResolver implements DnsResolver {
  private final DnsResolver names;
  private final AddressGuard guard;

  GuardedResolver(DnsResolver names, AddressGuard guard) {
    this.names = names;
    this.guard = guard;
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = names.resolve(host);
    if (addresses == null || addresses.length == 0) {
      throw new UnknownHostException(host);
    }
    for (InetAddress address : addresses) {
      if (!guard.permits(address)) {
        throw new NotPermitted(host, address);
      }
    }
    return addresses;
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }

  /** An address of the host is not public. */
  static final class NotPermitted extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    NotPermitted(String host, InetAddress address) {
      super(
          host
              + " has the address "
              + address.getHostAddress()
              + ", which is not public; fetch.allowed-networks can allow it");
    }
  }
}
