package io.clipstream.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.dashboard.http.Listening;
import io.clipstream.dashboard.http.Proxies;
import io.clipstream.dashboard.http.Role;
import io.clipstream.dashboard.http.Tls;
import io.clipstream.dashboard.login.HeaderSettings;
import io.clipstream.dashboard.login.LoginSettings;
import io.clipstream.dashboard.login.OidcSettings;
import io.clipstream.schemas.SettingException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What must be given before strangers may reach the port. */
class AccessRulesTest {
  private static final Optional<Tls> TLS =
      Optional.of(new Tls.Pem(Path.of("cert.pem"), Path.of("key.pem")));
  private static final LoginSettings USERS = LoginSettings.users(Path.of("users"));
  private static final LoginSettings NOBODY = LoginSettings.none();

  private static Listening at(
      String host, Set<String> names, Optional<Tls> tls, String... proxies) {
    return new Listening(host, 0, names, tls, Proxies.at(List.of(proxies)));
  }

  private static void refused(Listening listening, LoginSettings login, String... words) {
    assertThatThrownBy(() -> AccessRules.check(listening, login))
        .isInstanceOf(SettingException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(words));
  }

  private static void accepted(Listening listening, LoginSettings login) {
    assertThatCode(() -> AccessRules.check(listening, login)).doesNotThrowAnyException();
  }

  @Test
  void onLoopbackNothingIsNeeded() {
    for (String host : List.of("127.0.0.1", "localhost", "::1", "127.1.2.3")) {
      accepted(Listening.at(host, 0), NOBODY);
      accepted(Listening.at(host, 0), USERS);
      accepted(at(host, Set.of(), TLS), NOBODY);
    }
  }

  @Test
  void elsewhereTlsAndALoginAre() {
    Set<String> name = Set.of("tags.example.com");
    for (String host : List.of("0.0.0.0", "::", "192.168.1.1")) {
      refused(
          at(host, name, Optional.empty()), NOBODY, "--tls-certificate", "asks nobody to log in");
      refused(at(host, name, TLS), NOBODY, "asks nobody to log in", "--users");
      refused(at(host, name, Optional.empty()), USERS, "--tls-certificate", "--behind-proxy");
      accepted(at(host, name, TLS), USERS);
      accepted(at(host, name, Optional.empty(), "10.0.0.5"), USERS);
    }
  }

  @Test
  void everyAddressNeedsAName() {
    refused(at("0.0.0.0", Set.of(), TLS), USERS, "--host-name");
    accepted(at("192.168.1.1", Set.of(), TLS), USERS);
  }

  @Test
  void whoeverLetsOthersInAtLoopbackNeedsALoginToo() {
    refused(at("127.0.0.1", Set.of(), Optional.empty(), "127.0.0.1"), NOBODY, "--behind-proxy");
    refused(at("127.0.0.1", Set.of("x.example"), Optional.empty()), NOBODY, "--host-name");
    accepted(at("127.0.0.1", Set.of("x.example"), Optional.empty(), "127.0.0.1"), USERS);
  }

  @Test
  void aHeaderIsBelievedFromProxiesAloneAndNeedsRoles() {
    Optional<HeaderSettings> header = Optional.of(new HeaderSettings("X-User", "X-Groups"));
    LoginSettings all =
        new LoginSettings(Optional.empty(), Optional.empty(), header, Map.of("*", Role.VIEWER));
    refused(Listening.local(0), all, "--login-header is believed from listed proxies alone");
    accepted(at("127.0.0.1", Set.of(), Optional.empty(), "127.0.0.1"), all);
    refused(
        at("127.0.0.1", Set.of(), Optional.empty(), "127.0.0.1"),
        new LoginSettings(Optional.empty(), Optional.empty(), header, Map.of()),
        "--role-of");
    OidcSettings oidc =
        new OidcSettings(URI.create("https://login.example.com"), "c", "", "sub", "groups");
    refused(
        Listening.local(0),
        new LoginSettings(Optional.empty(), Optional.of(oidc), Optional.empty(), Map.of()),
        "--role-of");
    refused(
        Listening.local(0),
        new LoginSettings(
            Optional.of(Path.of("users")),
            Optional.empty(),
            Optional.empty(),
            Map.of("*", Role.ADMIN)),
        "--role-of is for groups");
  }

  @Test
  void whatIsNoAddressIsSaid() {
    refused(Listening.at("no.such.host.invalid", 0), USERS, "no address of this machine");
    for (String proxy : List.of("proxy.example.com", "10.0.0.0/99", "0.0.0.0/0", "")) {
      assertThatThrownBy(() -> Proxies.at(List.of(proxy)))
          .as(proxy)
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("--behind-proxy");
    }
    assertThatThrownBy(() -> Listening.at(" ", 0)).hasMessageContaining("--host");
    for (String name : List.of("a:80", "https://a", "*.a", "")) {
      assertThatThrownBy(() -> at("127.0.0.1", Set.of(name), TLS))
          .as(name)
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("--host-name");
    }
  }
}
