package io.clipstream.dashboard.webhook;

import static java.util.Objects.requireNonNull;

import io.clipstream.control.network.Hosts;
import io.clipstream.control.network.Network;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.SettingException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who is told of what.
 *
 * @param addresses the only ones that are ever connected to; by https, or by http within networks
 * @param networks that are connected to although they are not public
 * @param decisions of jobs that are told besides reviews, by label set
 * @param since when events are told of where it is not known what was delivered; else from now on
 */
public record WebhookSettings(
    List<URI> addresses,
    WebhookSecrets secrets,
    List<Network> networks,
    Map<String, Set<Decision>> decisions,
    Optional<Instant> since,
    Pace pace) {

  /**
   * How long things take.
   *
   * @param first pause after a failure; twice as long after each that follows
   * @param longest pause
   * @param timeout of a delivery, from the look-up of the name to the end of the answer
   */
  public record Pace(Duration first, Duration longest, Duration timeout) {
    /** A second to five minutes, and fifteen seconds. */
    public static final Pace DEFAULT =
        new Pace(Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofSeconds(15));
  }

  public WebhookSettings {
    requireNonNull(secrets, "secrets is null");
    requireNonNull(since, "since is null");
    requireNonNull(pace, "pace is null");
    addresses = List.copyOf(addresses);
    networks = List.copyOf(networks);
    decisions = Map.copyOf(decisions);
    List<String> problems = new ArrayList<>();
    for (URI address : addresses) {
      problem(address, !networks.isEmpty())
          .ifPresent(what -> problems.add("--webhook to " + host(address) + what));
    }
    if (new HashSet<>(addresses).size() < addresses.size()) {
      problems.add("--webhook has an address twice");
    }
    if (!addresses.isEmpty() && secrets.isEmpty()) {
      problems.add(
          "--webhook needs a secret to sign with; give --webhook-secret-file or"
              + " CLIPSTREAM_WEBHOOK_SECRET");
    }
    if (addresses.isEmpty() && !decisions.isEmpty()) {
      problems.add("--webhook-decisions says what is told, but no --webhook says to whom");
    }
    if (!problems.isEmpty()) {
      throw new SettingException(problems);
    }
  }

  /** Nobody is told of anything. */
  public static WebhookSettings none() {
    return new WebhookSettings(
        List.of(), WebhookSecrets.none(), List.of(), Map.of(), Optional.empty(), Pace.DEFAULT);
  }

  private static Optional<String> problem(URI address, boolean hasNetworks) {
    String scheme = String.valueOf(address.getScheme());
    if (!scheme.equals("https") && !scheme.equals("http")) {
      return Optional.of(" is no https address");
    }
    if (address.getHost() == null || Hosts.canonical(address.getHost()) == null) {
      return Optional.of(" has no host that is plainly a name or an address");
    }
    if (address.getRawUserInfo() != null || address.getRawFragment() != null) {
      return Optional.of(" has a user or a fragment, expected neither");
    }
    if (scheme.equals("http") && !hasNetworks) {
      return Optional.of(
          " goes in the clear; use https, or list your own network by --webhook-network");
    }
    return Optional.empty();
  }

  /** Host and port: the rest of an address may hold a secret. */
  static String host(URI address) {
    return address.getPort() < 0
        ? String.valueOf(address.getHost())
        : address.getHost() + ":" + address.getPort();
  }

  @Override
  public String toString() {
    return "WebhookSettings" + addresses.stream().map(WebhookSettings::host).toList();
  }
}
