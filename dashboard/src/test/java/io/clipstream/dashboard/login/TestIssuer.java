package io.clipstream.dashboard.login;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.clipstream.dashboard.http.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** An issuer of OpenID Connect that lets everybody in as the person of the test. */
public final class TestIssuer implements AutoCloseable {
  public static final String CLIENT = "clipstream";
  public static final String SECRET = "the client's secret";

  private final HttpServer server;
  private final RSAKey key;
  private final Map<String, Map<String, String>> asked = new ConcurrentHashMap<>();

  /** What the token says of the person. */
  public final Map<String, Object> person = new ConcurrentHashMap<>();

  /** Faults: what becomes of claims, of signature, of the answer to the browser. */
  UnaryOperator<JWTClaimsSet> claims = same -> same;

  boolean isSigned = true;
  boolean isSignedByAnother = false;
  boolean refuses = false;
  String authorizationEndpoint = "";
  String endSessionEndpoint = "";

  /** What the last browser brought along to end its session here. */
  public volatile Map<String, String> ended = Map.of();

  private TestIssuer() throws IOException, JOSEException {
    this.key = new RSAKeyGenerator(2048).keyID("1").generate();
    this.server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/.well-known/openid-configuration", e -> json(e, 200, metadata()));
    server.createContext("/jwks", e -> json(e, 200, new JWKSet(key.toPublicJWK()).toJSONObject()));
    server.createContext("/authorize", this::authorize);
    server.createContext("/token", this::token);
    server.createContext("/end", this::endSession);
    server.start();
  }

  public static TestIssuer start() {
    try {
      return new TestIssuer();
    } catch (IOException | JOSEException e) {
      throw new AssertionError(e);
    }
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Settings of a client that is registered here. */
  public OidcSettings settings() {
    return new OidcSettings(address(), CLIENT, SECRET, "preferred_username", "groups");
  }

  private Map<String, Object> metadata() {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("issuer", address().toString());
    metadata.put(
        "authorization_endpoint",
        authorizationEndpoint.isEmpty() ? address() + "/authorize" : authorizationEndpoint);
    metadata.put("token_endpoint", address() + "/token");
    metadata.put("jwks_uri", address() + "/jwks");
    if (!endSessionEndpoint.isEmpty()) {
      metadata.put("end_session_endpoint", endSessionEndpoint);
    }
    metadata.put("subject_types_supported", new String[] {"public"});
    return metadata;
  }

  private void authorize(HttpExchange exchange) throws IOException {
    Map<String, String> query = parameters(exchange.getRequestURI().getRawQuery());
    String code = UUID.randomUUID().toString();
    asked.put(code, query);
    String said = refuses ? "error=access_denied" : "code=" + code;
    String state = URLEncoder.encode(query.get("state"), StandardCharsets.UTF_8);
    exchange
        .getResponseHeaders()
        .add("Location", query.get("redirect_uri") + "?" + said + "&state=" + state);
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private void endSession(HttpExchange exchange) throws IOException {
    ended = parameters(exchange.getRequestURI().getRawQuery());
    exchange.getResponseHeaders().add("Location", ended.get("post_logout_redirect_uri"));
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  /** Announces where sessions end. */
  public void announceEnd() {
    endSessionEndpoint = address() + "/end";
  }

  private void token(HttpExchange exchange) throws IOException {
    Map<String, String> form =
        parameters(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    Map<String, String> query = asked.remove(form.getOrDefault("code", ""));
    String client =
        URLEncoder.encode(CLIENT, StandardCharsets.UTF_8)
            + ":"
            + URLEncoder.encode(SECRET, StandardCharsets.UTF_8);
    String basic =
        "Basic " + Base64.getEncoder().encodeToString(client.getBytes(StandardCharsets.UTF_8));
    boolean isRight =
        query != null
            && basic.equals(exchange.getRequestHeaders().getFirst("Authorization"))
            && query.get("redirect_uri").equals(form.get("redirect_uri"))
            && "S256".equals(query.get("code_challenge_method"))
            && query.get("code_challenge").equals(challenge(form.get("code_verifier")));
    if (!isRight) {
      json(exchange, 400, Map.of("error", "invalid_grant"));
      return;
    }
    json(
        exchange,
        200,
        Map.of("access_token", "unused", "token_type", "Bearer", "id_token", idToken(query)));
  }

  private String idToken(Map<String, String> query) {
    Instant now = Instant.now();
    JWTClaimsSet.Builder builder =
        new JWTClaimsSet.Builder()
            .issuer(address().toString())
            .subject("4711")
            .audience(CLIENT)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plusSeconds(300)))
            .claim("nonce", query.get("nonce"));
    person.forEach(builder::claim);
    JWTClaimsSet set = claims.apply(builder.build());
    try {
      if (!isSigned) {
        return new PlainJWT(set).serialize();
      }
      RSAKey by = isSignedByAnother ? new RSAKeyGenerator(2048).keyID("1").generate() : key;
      SignedJWT signed =
          new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("1").build(), set);
      signed.sign(new RSASSASigner(by));
      return signed.serialize();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static String challenge(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, String> parameters(String text) {
    Map<String, String> all = new HashMap<>();
    for (String each : text.split("&")) {
      String[] parts = each.split("=", 2);
      all.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return all;
  }

  private static void json(HttpExchange exchange, int status, Object value) throws IOException {
    byte[] bytes = Json.bytes(value);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
