package io.clipstream.dashboard.login;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import io.clipstream.dashboard.http.Person;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The authorization code flow of OpenID Connect, with PKCE, state and nonce. */
final class OidcLogin {
  /** So long may somebody take at the issuer. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final int WAITING = 1_000;

  /** Characters of a token in an address, which servers take a few thousand of. */
  private static final int LONGEST_HINT = 4_000;

  /** Begun, and not come back yet. */
  private record Begun(
      State state, Nonce nonce, CodeVerifier verifier, URI redirect, String back, long since) {}

  /**
   * A login that was begun.
   *
   * @param id for the browser to keep
   * @param issuer where to send the browser
   */
  record Start(String id, URI issuer) {}

  /**
   * A login that is done.
   *
   * @param back address of the page that was wanted at first
   * @param idToken by which the issuer knows the session again
   */
  record Done(Person person, String back, String idToken) {
    @Override
    public String toString() {
      return "Done[" + person + ", " + back + "]";
    }
  }

  private final OidcSettings settings;
  private final GroupRoles roles;
  private final LongSupplier clock;
  private final OidcIssuer issuer;
  private final Map<String, Begun> waiting = new BoundedMap<>(WAITING);

  OidcLogin(OidcSettings settings, GroupRoles roles, LongSupplier clock) {
    this.settings = settings;
    this.roles = roles;
    this.clock = clock;
    this.issuer = new OidcIssuer(settings);
  }

  /**
   * Begins a login.
   *
   * @param redirect our address for the issuer to send the browser back to
   * @param back address of the page to go on with
   * @throws LoginFailed if the issuer does not answer
   */
  Start begin(URI redirect, String back) {
    Begun begun =
        new Begun(new State(), new Nonce(), new CodeVerifier(), redirect, back, clock.getAsLong());
    URI address =
        new AuthenticationRequest.Builder(
                ResponseType.CODE,
                new Scope("openid", "profile", "email"),
                new ClientID(settings.clientId()),
                redirect)
            .endpointURI(issuer.metadata().getAuthorizationEndpointURI())
            .state(begun.state)
            .nonce(begun.nonce)
            .codeChallenge(begun.verifier, CodeChallengeMethod.S256)
            .build()
            .toURI();
    String id = Tokens.forSession();
    synchronized (waiting) {
      waiting.put(Tokens.hash(id), begun);
    }
    return new Start(id, address);
  }

  /**
   * Ends it.
   *
   * @param id what the browser kept
   * @param came parameters of the address that the issuer sent the browser to
   * @throws LoginFailed if it is not what was begun, or whoever it is must not come in
   */
  Done end(String id, Map<String, List<String>> came) {
    Begun begun =
        taken(id)
            .filter(each -> clock.getAsLong() - each.since < PATIENCE.toMillis())
            .orElseThrow(() -> new LoginFailed("expired", "no login that was begun here"));
    try {
      JWT token = idToken(code(came, begun), begun);
      IDTokenClaimsSet claims = issuer.verified(token, begun.nonce);
      return new Done(person(claims), begun.back, token.getParsedString());
    } catch (GeneralException | BadJOSEException | JOSEException | IOException e) {
      throw new LoginFailed("failed", "the issuer's answer: " + e.getMessage(), e);
    }
  }

  /**
   * Where to send the browser so that the session at the issuer ends too; nothing if the issuer
   * names no such address (OpenID Connect RP-Initiated Logout 1.0).
   *
   * @param idToken of the session
   * @param home our address for the issuer to send the browser back to
   */
  Optional<URI> endOfSession(String idToken, URI home) {
    try {
      URI address = issuer.metadata().getEndSessionEndpointURI();
      JWT hint = idToken.length() <= LONGEST_HINT ? JWTParser.parse(idToken) : null;
      return OidcSettings.isGuarded(address)
          ? Optional.of(
              new LogoutRequest(
                      address, hint, null, new ClientID(settings.clientId()), home, null, null)
                  .toURI())
          : Optional.empty();
    } catch (LoginFailed | java.text.ParseException e) {
      return Optional.empty();
    }
  }

  private Optional<Begun> taken(String id) {
    synchronized (waiting) {
      return Optional.ofNullable(waiting.remove(Tokens.hash(id)));
    }
  }

  private static AuthorizationCode code(Map<String, List<String>> came, Begun begun)
      throws ParseException {
    AuthenticationResponse response = AuthenticationResponseParser.parse(begun.redirect, came);
    if (response.getState() == null
        || !Tokens.same(response.getState().getValue(), begun.state.getValue())) {
      throw new LoginFailed("failed", "the state is not that of the login that was begun");
    }
    if (!response.indicatesSuccess()) {
      throw new LoginFailed(
          "refused",
          "the issuer refused: " + response.toErrorResponse().getErrorObject().getCode());
    }
    return response.toSuccessResponse().getAuthorizationCode();
  }

  private JWT idToken(AuthorizationCode code, Begun begun) throws ParseException, IOException {
    AuthorizationCodeGrant grant = new AuthorizationCodeGrant(code, begun.redirect, begun.verifier);
    URI endpoint = issuer.metadata().getTokenEndpointURI();
    ClientID client = new ClientID(settings.clientId());
    TokenRequest request =
        settings.secret().isEmpty()
            ? new TokenRequest(endpoint, client, grant)
            : new TokenRequest(
                endpoint, new ClientSecretBasic(client, new Secret(settings.secret())), grant);
    HTTPRequest http = request.toHTTPRequest();
    http.setConnectTimeout(OidcIssuer.TIMEOUT_MILLIS);
    http.setReadTimeout(OidcIssuer.TIMEOUT_MILLIS);
    http.setFollowRedirects(false);
    TokenResponse response = OIDCTokenResponseParser.parse(http.send());
    if (!response.indicatesSuccess()) {
      throw new LoginFailed(
          "failed",
          "the issuer gives no token: " + response.toErrorResponse().getErrorObject().getCode());
    }
    JWT token = ((OIDCTokenResponse) response.toSuccessResponse()).getOIDCTokens().getIDToken();
    if (token == null) {
      throw new LoginFailed("failed", "the issuer gives no id token");
    }
    return token;
  }

  private Person person(IDTokenClaimsSet claims) throws ParseException {
    Map<String, Object> all = claims.toJWTClaimsSet().getClaims();
    String name =
        Claims.texts(all, settings.nameClaim()).stream()
            .findFirst()
            .orElseThrow(
                () ->
                    new LoginFailed(
                        "refused", "the id token has no claim " + settings.nameClaim()));
    return roles
        .person(name, Claims.texts(all, settings.groupsClaim()))
        .orElseThrow(
            () -> new LoginFailed("refused", "no --role-of is for the groups of '" + name + "'"));
  }
}
