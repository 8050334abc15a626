package io.clipstream.dashboard;

import io.clipstream.dashboard.http.Listening;
import io.clipstream.dashboard.login.LoginSettings;
import io.clipstream.schemas.SettingException;
import java.util.ArrayList;
import java.util.List;

/** What has to be given before strangers may reach the port. */
final class AccessRules {
  private AccessRules() {}

  /**
   * Holds where it listens against who is let in.
   *
   * @throws SettingException with all that is missing
   */
  static void check(Listening listening, LoginSettings login) {
    List<String> problems = new ArrayList<>();
    boolean isHere = listening.address().isLoopbackAddress();
    if (!isHere && !listening.isSecure()) {
      problems.add(
          "--host "
              + listening.host()
              + " is reached from other machines, and passwords and pictures would go there in the"
              + " clear; give --tls-certificate and --tls-key, --tls-keystore or --behind-proxy");
    }
    if (!login.asks()) {
      whereNobodyIsAsked(listening, isHere, problems);
    }
    if (listening.tls().isPresent() && !listening.proxies().isEmpty()) {
      problems.add("--behind-proxy and --tls-...: one of them speaks TLS, leave the other out");
    }
    if (listening.address().isAnyLocalAddress() && listening.names().isEmpty()) {
      problems.add(
          "--host "
              + listening.host()
              + " is every address of this machine; say by --host-name what browsers call it");
    }
    logins(listening, login, problems);
    if (!problems.isEmpty()) {
      throw new SettingException(problems);
    }
  }

  private static void whereNobodyIsAsked(
      Listening listening, boolean isHere, List<String> problems) {
    String ways = "give --users, --oidc-issuer or --login-header";
    if (!isHere) {
      problems.add(
          "--host "
              + listening.host()
              + " is reached from other machines, and the dashboard asks nobody to log in; "
              + ways
              + ", or leave it out and forward the port, for example by ssh -L");
    } else if (!listening.proxies().isEmpty() || !listening.names().isEmpty()) {
      problems.add(
          (listening.names().isEmpty() ? "--behind-proxy" : "--host-name")
              + " lets others in, and the dashboard asks nobody to log in; "
              + ways);
    }
  }

  private static void logins(Listening listening, LoginSettings login, List<String> problems) {
    if (login.header().isPresent() && listening.proxies().isEmpty()) {
      problems.add(
          "--login-header is believed from listed proxies alone; list them by --behind-proxy");
    }
    boolean hasGroups = login.oidc().isPresent() || login.header().isPresent();
    if (hasGroups && login.groups().isEmpty()) {
      problems.add("nobody has a role; say by --role-of GROUP=ROLE who may what, '*' is everybody");
    }
    if (!hasGroups && !login.groups().isEmpty()) {
      problems.add("--role-of is for groups of --oidc-issuer or --login-header, and none is given");
    }
  }
}
