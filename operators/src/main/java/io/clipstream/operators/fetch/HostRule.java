package io.clipstream.operators.fetch;

import io.clipstream.control.network.Hosts;
import io.clipstream.schemas.SettingException;
import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hosts that pictures may come from: {@code images.example.com}, {@code *.example.com} (what lies
 * below it, not itself), {@code *} (any), each with {@code :PORT} where it is not the scheme's own.
 *
 * @param host in the one form of {@link Hosts#canonical}; empty for any
 * @param below whether the hosts below it are meant, and not itself
 * @param port 0 for the scheme's own
 */
record HostRule(String host, boolean below, int port) implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Pattern FORM =
      Pattern.compile("(?<host>\\[[^]]*]|[^:\\[]+)(:(?<port>[1-9][0-9]{0,4}))?");

  /**
   * Reads a rule.
   *
   * @throws SettingException if the text is none
   */
  static HostRule parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw unusable(text);
    }
    int port = form.group("port") == null ? 0 : Integer.parseInt(form.group("port"));
    String host = form.group("host");
    if (host.equals("*") && port <= 65535) {
      return new HostRule("", true, port);
    }
    boolean below = host.startsWith("*.");
    String name = Hosts.canonical(below ? host.substring(2) : host);
    if (name == null || port > 65535) {
      throw unusable(text);
    }
    return new HostRule(name, below, port);
  }

  private static SettingException unusable(String text) {
    return new SettingException(
        "fetch.allowed-hosts: '"
            + text
            + "' is no rule for hosts; expected images.example.com, *.example.com or *, "
            + "with :PORT where it is not the scheme's own");
  }

  /**
   * Whether the rule covers a host.
   *
   * @param name in canonical form
   * @param schemePort the port that the scheme has of its own
   */
  boolean covers(String name, int askedPort, int schemePort) {
    return askedPort == (port == 0 ? schemePort : port) && coversName(name);
  }

  private boolean coversName(String name) {
    if (!below) {
      return name.equals(host);
    }
    return host.isEmpty() || name.endsWith("." + host);
  }
}
