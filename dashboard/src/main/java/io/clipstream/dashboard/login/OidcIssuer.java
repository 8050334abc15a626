package io.clipstream.dashboard.login;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.io.IOException;
import java.net.URI;
import java.util.Set;

/** What an issuer says of itself, asked for at the first login, and the keys it signs with. */
final class OidcIssuer {
  static final int TIMEOUT_MILLIS = 5_000;
  private static final int MAX_BYTES = 1 << 20;

  /**
   * Signatures with a key that the issuer alone has; none, and those by a shared secret, are not.
   */
  private static final Set<JWSAlgorithm> SIGNED =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private record Known(OIDCProviderMetadata metadata, IDTokenValidator validator) {}

  private final OidcSettings settings;
  private Known known;

  OidcIssuer(OidcSettings settings) {
    this.settings = settings;
  }

  /**
   * Its addresses.
   *
   * @throws LoginFailed if it does not answer, or says what must not be
   */
  OIDCProviderMetadata metadata() {
    return known().metadata;
  }

  private synchronized Known known() {
    if (known == null) {
      known = discovered();
    }
    return known;
  }

  private Known discovered() {
    Issuer issuer = new Issuer(settings.issuer());
    try {
      OIDCProviderMetadata metadata =
          OIDCProviderMetadata.resolve(issuer, TIMEOUT_MILLIS, TIMEOUT_MILLIS);
      checkGuarded("authorization_endpoint", metadata.getAuthorizationEndpointURI());
      checkGuarded("token_endpoint", metadata.getTokenEndpointURI());
      checkGuarded("jwks_uri", metadata.getJWKSetURI());
      JWKSource<SecurityContext> keys =
          JWKSourceBuilder.create(
                  metadata.getJWKSetURI().toURL(),
                  new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, MAX_BYTES))
              .build();
      return new Known(
          metadata,
          new IDTokenValidator(
              issuer,
              new ClientID(settings.clientId()),
              new JWSVerificationKeySelector<>(SIGNED, keys),
              null));
    } catch (GeneralException | IOException e) {
      throw new LoginFailed(
          "unreachable", settings.issuer() + " does not answer as an issuer: " + e.getMessage(), e);
    }
  }

  private static void checkGuarded(String what, URI address) {
    if (!OidcSettings.isGuarded(address)) {
      throw new LoginFailed("failed", "the issuer's " + what + " is not an https address");
    }
  }

  /** What a token says, once signature, issuer, audience, times and nonce are right. */
  IDTokenClaimsSet verified(JWT token, Nonce nonce)
      throws BadJOSEException, JOSEException, GeneralException {
    return known().validator.validate(token, nonce);
  }
}
