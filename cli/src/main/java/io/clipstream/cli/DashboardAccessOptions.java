package io.clipstream.cli;

import io.clipstream.dashboard.DashboardSettings;
import io.clipstream.dashboard.http.Listening;
import io.clipstream.dashboard.http.Proxies;
import io.clipstream.dashboard.http.Role;
import io.clipstream.dashboard.http.Tls;
import io.clipstream.dashboard.login.Credential;
import io.clipstream.dashboard.login.CredentialFile;
import io.clipstream.dashboard.login.HeaderSettings;
import io.clipstream.dashboard.login.LoginSettings;
import io.clipstream.dashboard.login.OidcSettings;
import io.clipstream.schemas.SettingException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the dashboard listens, and whom it lets in. */
final class DashboardAccessOptions {
  @Option(
      names = "--port",
      defaultValue = "" + DashboardSettings.PORT,
      description = "Port of the page, 0 for any that is free. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = Listening.LOOPBACK,
      description =
          "Address of this machine to listen on. Any but a loopback one needs TLS or a proxy, and a "
              + "login. Default: ${DEFAULT-VALUE}.")
  private String host;

  @Option(
      names = "--host-name",
      paramLabel = "NAME",
      split = ",",
      description = "What browsers call it, as tags.example.com; may be repeated.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--tls-certificate",
      paramLabel = "FILE",
      description = "Certificate in PEM, with those above it behind it.")
  private Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "Its key in PEM: 'BEGIN PRIVATE KEY', without a password.")
  private Path key;

  @Option(
      names = "--tls-keystore",
      paramLabel = "FILE",
      description = "Both in PKCS#12 instead, its password in CLIPSTREAM_TLS_PASSWORD.")
  private Path keystore;

  @Option(
      names = "--tls-password",
      hidden = true,
      defaultValue = "${env:CLIPSTREAM_TLS_PASSWORD:-}")
  private String keystorePassword;

  @Option(
      names = "--behind-proxy",
      paramLabel = "ADDRESS",
      split = ",",
      description =
          "A proxy speaks TLS for it: address or range of the proxy, as 10.0.0.5 or 10.0.0.0/24. "
              + "Nobody else is answered.")
  private List<String> proxies = new ArrayList<>();

  @Option(
      names = "--users",
      paramLabel = "FILE",
      description = "Those in this file may log in; 'clipstream dashboard users add' writes it.")
  private Path users;

  @Option(
      names = "--oidc-issuer",
      paramLabel = "URL",
      description =
          "People of this OpenID Connect issuer may log in. Register there as where to return to: "
              + "https://NAME/api/login/oidc/callback")
  private URI issuer;

  @Option(
      names = "--oidc-client",
      paramLabel = "ID",
      defaultValue = "clipstream",
      description = "Id of the client at the issuer. Default: ${DEFAULT-VALUE}.")
  private String client;

  @Option(
      names = "--oidc-secret",
      paramLabel = "SECRET",
      defaultValue = "${env:CLIPSTREAM_OIDC_SECRET:-}",
      description = "Its secret, if it has one; better given as CLIPSTREAM_OIDC_SECRET.")
  private String secret;

  @Option(
      names = "--oidc-name-claim",
      paramLabel = "CLAIM",
      defaultValue = "preferred_username",
      description = "Claim with a person's name. Default: ${DEFAULT-VALUE}.")
  private String nameClaim;

  @Option(
      names = "--oidc-groups-claim",
      paramLabel = "CLAIM",
      defaultValue = "groups",
      description =
          "Claim with a person's groups; with a dot where it lies deeper, as realm_access.roles. "
              + "Default: ${DEFAULT-VALUE}.")
  private String groupsClaim;

  @Option(
      names = "--login-header",
      paramLabel = "NAME",
      description =
          "The proxy logs people in, and says in this header who it is, as X-Forwarded-User.")
  private String header;

  @Option(
      names = "--groups-header",
      paramLabel = "NAME",
      defaultValue = "X-Forwarded-Groups",
      description = "And in this one their groups. Default: ${DEFAULT-VALUE}.")
  private String groupsHeader;

  @Option(
      names = "--role-of",
      paramLabel = "GROUP=ROLE",
      description =
          "viewer, reviewer or admin for a group of the issuer's or the proxy's; '*' is everybody. "
              + "May be repeated.")
  private Map<String, String> groups = new LinkedHashMap<>();

  Listening listening() {
    return new Listening(host, port, new HashSet<>(names), tls(), Proxies.at(proxies));
  }

  private Optional<Tls> tls() {
    if (keystore != null && (certificate != null || key != null)) {
      throw new SettingException("--tls-keystore holds certificate and key; leave the others out");
    }
    if ((certificate == null) != (key == null)) {
      throw new SettingException("--tls-certificate and --tls-key go together");
    }
    if (keystore != null) {
      return Optional.of(new Tls.KeyStoreFile(keystore, keystorePassword));
    }
    return key == null ? Optional.empty() : Optional.of(new Tls.Pem(certificate, key));
  }

  LoginSettings login() {
    if (users != null && !Files.exists(users) && !Files.exists(tokens(users))) {
      throw new SettingException(
          "--users "
              + users
              + " is not there; make it by: clipstream dashboard users add NAME --role admin --users "
              + users);
    }
    Map<String, Role> roles = new LinkedHashMap<>();
    groups.forEach((group, role) -> roles.put(group, Credential.role(role)));
    return new LoginSettings(Optional.ofNullable(users), oidc(), proxyHeader(), roles);
  }

  private static Path tokens(Path users) {
    return CredentialFile.tokensBeside(users).path();
  }

  private Optional<OidcSettings> oidc() {
    return Optional.ofNullable(issuer)
        .map(url -> new OidcSettings(url, client, secret, nameClaim, groupsClaim));
  }

  private Optional<HeaderSettings> proxyHeader() {
    return Optional.ofNullable(header).map(name -> new HeaderSettings(name, groupsHeader));
  }
}
