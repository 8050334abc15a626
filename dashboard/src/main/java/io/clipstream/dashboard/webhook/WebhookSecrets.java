package io.clipstream.dashboard.webhook;

import io.clipstream.dashboard.login.OwnFile;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What webhooks are signed with, as Standard Webhooks has it: {@code whsec_} and 24 to 64 bytes in
 * Base64. Several while one replaces another: then there is a signature by each.
 */
public final class WebhookSecrets {
  private static final String MARK = "whsec_";
  private static final int SHORTEST = 24;
  private static final int LONGEST = 64;
  private static final String ALGORITHM = "HmacSHA256";
  private static final String EXPECTED =
      "expected whsec_ and 24 to 64 bytes in Base64; make one by:"
          + " echo whsec_$(openssl rand -base64 32)";

  private final List<SecretKeySpec> keys;

  private WebhookSecrets(List<SecretKeySpec> keys) {
    this.keys = List.copyOf(keys);
  }

  /** None. */
  public static WebhookSecrets none() {
    return new WebhookSecrets(List.of());
  }

  /**
   * Reads secrets, which white space parts.
   *
   * @param from where they come from, for people
   * @throws SettingException if one is none; it is not shown
   */
  public static WebhookSecrets parse(String text, String from) {
    List<SecretKeySpec> keys =
        text.strip().isEmpty()
            ? List.of()
            : List.of(text.strip().split("\\s+")).stream().map(each -> key(each, from)).toList();
    return new WebhookSecrets(keys);
  }

  /**
   * Reads a file of secrets, one a line, that only its owner may read.
   *
   * @throws SettingException if it holds something else, or others may read it
   * @throws ResourceException if it cannot be read
   */
  public static WebhookSecrets read(Path file) {
    OwnFile.check(file);
    try {
      WebhookSecrets secrets = parse(Files.readString(file, StandardCharsets.UTF_8), "" + file);
      if (secrets.isEmpty()) {
        throw new SettingException(file + " is empty, " + EXPECTED);
      }
      return secrets;
    } catch (IOException e) {
      throw new ResourceException(file + " cannot be read as text: " + e, e);
    }
  }

  private static SecretKeySpec key(String text, String from) {
    try {
      byte[] bytes =
          Base64.getDecoder().decode(text.startsWith(MARK) ? text.substring(MARK.length()) : "");
      if (bytes.length >= SHORTEST && bytes.length <= LONGEST) {
        return new SecretKeySpec(bytes, ALGORITHM);
      }
    } catch (IllegalArgumentException e) {
      // Told below, without the text.
    }
    throw new SettingException("the webhook's secret in " + from + " is none, " + EXPECTED);
  }

  boolean isEmpty() {
    return keys.isEmpty();
  }

  /**
   * The signatures of an event, with blanks between.
   *
   * @param seconds since 1970, when it is sent
   */
  String signatures(WebhookEvent event, long seconds) {
    return keys.stream()
        .map(key -> "v1," + signature(key, event, seconds))
        .collect(Collectors.joining(" "));
  }

  private static String signature(SecretKeySpec key, WebhookEvent event, long seconds) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update((event.id() + "." + seconds + ".").getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(mac.doFinal(event.body()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return "WebhookSecrets[" + keys.size() + "]";
  }
}
