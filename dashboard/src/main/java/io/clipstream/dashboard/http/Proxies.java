package io.clipstream.dashboard.http;

import io.clipstream.schemas.SettingException;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.InetAddressSet;

/** The proxies that may ask in the name of others; what they say of those is believed. */
public final class Proxies {
  private static final String ATTRIBUTE = "clipstream.address";
  private static final String FORWARDED = "X-Forwarded-For";
  private static final Pattern LITERAL =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  private final InetAddressSet addresses = new InetAddressSet();

  private Proxies(Collection<String> listed) {
    for (String each : listed) {
      try {
        if (each.isBlank() || each.endsWith("/0")) {
          throw new IllegalArgumentException("nobody, or everybody");
        }
        addresses.add(each);
      } catch (IllegalArgumentException e) {
        throw new SettingException(
            "--behind-proxy has '" + each + "', expected addresses as 10.0.0.5 or 10.0.0.0/24", e);
      }
    }
  }

  /** No proxy: everybody asks for himself. */
  public static Proxies none() {
    return new Proxies(List.of());
  }

  /**
   * Those at addresses.
   *
   * @param listed each an address or a range as 10.0.0.0/24
   * @throws SettingException if one is neither
   */
  public static Proxies at(Collection<String> listed) {
    return new Proxies(listed);
  }

  public boolean isEmpty() {
    return addresses.isEmpty();
  }

  /** Refuses whoever is none of them, and notes for whom they ask. */
  void check(Context context) {
    String from = plain(context.ip());
    if (isEmpty()) {
      context.attribute(ATTRIBUTE, from);
      return;
    }
    if (!isListed(from)) {
      throw new ForbiddenResponse("this server answers its proxies alone (--behind-proxy)");
    }
    if ("http".equalsIgnoreCase(context.header("X-Forwarded-Proto"))) {
      throw new ForbiddenResponse("the proxy was asked without TLS; open the https address");
    }
    context.attribute(ATTRIBUTE, client(context).orElse(from));
  }

  /** The last one named who is no proxy: names before it may be invented. */
  private Optional<String> client(Context context) {
    List<String> named = new ArrayList<>();
    context.req().getHeaders(FORWARDED).asIterator().forEachRemaining(named::add);
    String[] chain = String.join(",", named).split(",");
    for (int i = chain.length - 1; i >= 0; i--) {
      String each = plain(chain[i].strip());
      if (!LITERAL.matcher(each).matches()) {
        return Optional.empty();
      }
      if (!isListed(each)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  private boolean isListed(String literal) {
    try {
      return addresses.test(InetAddress.getByName(literal));
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static String plain(String address) {
    return address.startsWith("[") && address.endsWith("]")
        ? address.substring(1, address.length() - 1)
        : address;
  }

  /** Whether a request says that it came through a proxy. */
  public static boolean isForwarded(Context context) {
    return context.header(FORWARDED) != null || context.header("Forwarded") != null;
  }

  /** The address of whoever asks, or of the proxy if that does not say it. */
  public static String addressOf(Context context) {
    String noted = context.attribute(ATTRIBUTE);
    return noted == null ? plain(context.ip()) : noted;
  }
}
