package io.clipstream.control.network;

import io.clipstream.schemas.SettingException;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A block of addresses, as in {@code 10.0.0.0/8} or {@code fc00::/7}.
 *
 * @param first some address of the block, 4 or 16 bytes in network order
 * @param prefix how many leading bits all of its addresses share
 */
@SuppressWarnings("ArrayRecordComponent")
public record Network(byte[] first, int prefix) implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Reads a block. An address alone is a block of one.
   *
   * @throws SettingException if the text is none
   */
  public static Network parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    if (!Hosts.isAddress(address)) {
      throw unusable(text);
    }
    try {
      byte[] bytes = InetAddress.getByName(address).getAddress();
      int bits = 8 * bytes.length;
      int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
      if (prefix < 0 || prefix > bits) {
        throw unusable(text);
      }
      return new Network(bytes, prefix);
    } catch (UnknownHostException | NumberFormatException e) {
      throw unusable(text);
    }
  }

  private static SettingException unusable(String text) {
    return new SettingException(
        "'" + text + "' is no block of addresses; expected one like 10.0.0.0/8 or fc00::/7");
  }

  /** Whether the address, 4 or 16 bytes, lies in the block. */
  boolean contains(byte[] address) {
    if (address.length != first.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit += 8) {
      int mask = prefix - bit >= 8 ? 0xff : 0xff << (8 - (prefix - bit)) & 0xff;
      if (((address[bit / 8] ^ first[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
