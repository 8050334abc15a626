package io.clipstream.control.network;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses may be connected to: those of the public internet, and the networks that whoever
 * runs this has allowed.
 */
public final class AddressGuard {
  /** What the registry of special-purpose IPv4 addresses (RFC 6890) keeps from the internet. */
  private static final List<Network> SPECIAL_V4 =
      networks(
          "0.0.0.0/8", // this network
          "10.0.0.0/8", // private
          "100.64.0.0/10", // carrier-grade translation
          "127.0.0.0/8", // loopback
          "169.254.0.0/16", // link-local, and the metadata services of clouds
          "172.16.0.0/12", // private
          "192.0.0.0/24", // protocol assignments
          "192.0.2.0/24", // documentation
          "192.88.99.0/24", // 6to4 relays
          "192.168.0.0/16", // private
          "198.18.0.0/15", // benchmarks
          "198.51.100.0/24", // documentation
          "203.0.113.0/24", // documentation
          "224.0.0.0/4", // multicast
          "240.0.0.0/4"); // reserved, and broadcast

  /** All of IPv6 that is public lies here; loopback, mapped and local addresses do not. */
  private static final Network GLOBAL_V6 = Network.parse("2000::/3");

  private static final List<Network> SPECIAL_V6 =
      networks(
          "2001::/23", // protocol assignments, among them Teredo, which carries IPv4
          "2001:db8::/32", // documentation
          "2002::/16", // 6to4, which carries IPv4
          "3fff::/20"); // documentation

  /** Where a network without IPv4 shows the IPv4 internet (RFC 6052). */
  private static final Network TRANSLATED = Network.parse("64:ff9b::/96");

  private final List<Network> allowed;

  private final boolean publicToo;
  private final String setting;

  /**
   * @param allowed networks that are connected to although they are not public
   * @param setting by which they are given, for people
   */
  public AddressGuard(List<Network> allowed, String setting) {
    this(allowed, true, setting);
  }

  private AddressGuard(List<Network> allowed, boolean publicToo, String setting) {
    this.allowed = List.copyOf(allowed);
    this.publicToo = publicToo;
    this.setting = setting;
  }

  /** Allows these networks and not the public internet: for what goes there in the clear. */
  public static AddressGuard onlyOf(List<Network> allowed, String setting) {
    return new AddressGuard(allowed, false, setting);
  }

  private static List<Network> networks(String... blocks) {
    return Arrays.stream(blocks).map(Network::parse).toList();
  }

  /**
   * The answer to a look-up of a name, every address of it permitted. A connection has to be made
   * to that very answer, so that a name that answers differently a moment later gains nothing.
   *
   * @throws NotPermitted if one is not
   * @throws UnknownHostException if there is none
   */
  public InetAddress[] checked(String host, InetAddress[] answer) throws UnknownHostException {
    if (answer == null || answer.length == 0) {
      throw new UnknownHostException(host);
    }
    for (InetAddress address : answer) {
      if (!permits(address)) {
        throw new NotPermitted(host, address, publicToo, setting);
      }
    }
    return answer;
  }

  /** An address of a host is not public. */
  public static final class NotPermitted extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    NotPermitted(String host, InetAddress address, boolean publicToo, String setting) {
      super(
          host
              + " has the address "
              + address.getHostAddress()
              + ", which is "
              + (publicToo ? "not public; " : "not of one's own networks; ")
              + setting
              + " can allow it");
    }
  }

  /** Whether a connection to the address is allowed. */
  boolean permits(InetAddress address) {
    return permits(address.getAddress());
  }

  /**
   * Whether a connection to the address is allowed.
   *
   * @param address 4 or 16 bytes
   */
  boolean permits(byte[] address) {
    return within(allowed, address) || publicToo && isPublic(address);
  }

  private boolean isPublic(byte[] address) {
    return address.length == 4 ? !within(SPECIAL_V4, address) : isPublicV6(address);
  }

  private boolean isPublicV6(byte[] address) {
    if (TRANSLATED.contains(address)) {
      return permits(Arrays.copyOfRange(address, 12, 16));
    }
    return GLOBAL_V6.contains(address) && !within(SPECIAL_V6, address);
  }

  private static boolean within(List<Network> networks, byte[] address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }
}
