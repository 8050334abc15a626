package io.clipstream.control.network;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Names of hosts in one form each, so that they can be compared. */
public final class Hosts {
  /** Longer than any name or address; patterns recurse once a part. */
  private static final int LONGEST = 255;

  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  private static final Pattern DOTTED = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
  private static final Pattern COLONS = Pattern.compile("[0-9a-f:.]*:[0-9a-f:.]*");

  /** What other programs read as an address: {@code 2130706433}, {@code 0x7f.1}, {@code 127.1}. */
  private static final Pattern NUMERIC = Pattern.compile("(.*\\.)?(0x[0-9a-f]*|[0-9]+)");

  private static final Pattern NAME =
      Pattern.compile("[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*");

  private Hosts() {}

  /** Whether the text is an address and not a name; no name is looked up. */
  static boolean isAddress(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return lower.length() <= LONGEST
        && (DOTTED.matcher(lower).matches() || COLONS.matcher(lower).matches());
  }

  /**
   * The one form of a host: lower case, without the dot of the root, IPv6 addresses without
   * brackets and written out in full.
   *
   * @param host as it stands in a URI
   * @return null if it is neither a name nor a plainly written address
   */
  public static String canonical(String host) {
    if (host.length() > LONGEST) {
      return null;
    }
    String lower = host.toLowerCase(Locale.ROOT);
    if (lower.startsWith("[") && lower.endsWith("]")) {
      return canonicalAddress(lower.substring(1, lower.length() - 1));
    }
    String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    if (DOTTED.matcher(name).matches()) {
      return name;
    }
    boolean plain = NAME.matcher(name).matches() && !NUMERIC.matcher(name).matches();
    return plain && name.length() <= 253 ? name : null;
  }

  private static String canonicalAddress(String address) {
    if (!COLONS.matcher(address).matches()) {
      return null;
    }
    try {
      return InetAddress.getByName(address).getHostAddress();
    } catch (UnknownHostException e) {
      return null;
    }
  }
}
