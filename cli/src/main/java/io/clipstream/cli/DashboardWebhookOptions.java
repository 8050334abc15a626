package io.clipstream.cli;

import io.clipstream.control.network.Network;
import io.clipstream.dashboard.webhook.WebhookSecrets;
import io.clipstream.dashboard.webhook.WebhookSettings;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.SettingException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** Whom the dashboard tells of decisions. */
final class DashboardWebhookOptions {
  private static final String SECRET = "CLIPSTREAM_WEBHOOK_SECRET";

  @Option(
      names = "--webhook",
      paramLabel = "URL",
      description =
          "Each decision of a reviewer, and each undo, is posted there as signed JSON until it is "
              + "taken. By https. May be repeated.")
  private List<URI> addresses = new ArrayList<>();

  @Option(
      names = "--webhook-secret-file",
      paramLabel = "FILE",
      description =
          "File with what it is signed with, whsec_ and 24 to 64 bytes in Base64, that only its "
              + "owner may read; or give it as "
              + SECRET
              + ". Two, a line each, while one replaces the other.")
  private Path secretFile;

  @Option(
      names = "--webhook-network",
      paramLabel = "NETWORK",
      split = ",",
      description =
          "Network of one's own, as 10.0.0.0/8 or 127.0.0.1, where receivers may be, also by http. "
              + "Without it they are on the public internet.")
  private List<String> networks = new ArrayList<>();

  @Option(
      names = "--webhook-decisions",
      paramLabel = "SET[=DECISION+DECISION]",
      mapFallbackValue = "REVIEW+BLOCK",
      description =
          "What jobs decide by this label set is told too, by default REVIEW+BLOCK; others are "
              + "ALLOW and TAG. May be repeated.")
  private Map<String, String> decisions = new LinkedHashMap<>();

  @Option(
      names = "--webhook-since",
      paramLabel = "TIME",
      description =
          "A receiver that is new, or of an index that was deleted, is told what came since, as "
              + "2026-11-01T00:00:00Z. By default what comes from now on.")
  private Instant since;

  WebhookSettings settings() {
    return new WebhookSettings(
        addresses,
        addresses.isEmpty() ? WebhookSecrets.none() : secrets(),
        networks.stream().map(Network::parse).toList(),
        wanted(),
        Optional.ofNullable(since),
        WebhookSettings.Pace.DEFAULT);
  }

  private WebhookSecrets secrets() {
    return secretFile == null
        ? WebhookSecrets.parse(Objects.requireNonNullElse(System.getenv(SECRET), ""), SECRET)
        : WebhookSecrets.read(secretFile);
  }

  private Map<String, Set<Decision>> wanted() {
    Map<String, Set<Decision>> wanted = new LinkedHashMap<>();
    decisions.forEach(
        (set, names) -> {
          Set<Decision> chosen = EnumSet.noneOf(Decision.class);
          for (String name : names.split("\\+", -1)) {
            chosen.add(decision(set, name));
          }
          wanted.put(set, chosen);
        });
    return wanted;
  }

  private static Decision decision(String set, String name) {
    try {
      return Decision.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new SettingException(
          "--webhook-decisions "
              + set
              + " has '"
              + name
              + "', expected ALLOW, TAG, REVIEW or BLOCK, with + between",
          e);
    }
  }
}
