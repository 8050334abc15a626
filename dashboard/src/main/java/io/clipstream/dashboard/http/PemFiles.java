package io.clipstream.dashboard.http;

import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys in PEM; the JDK reads what stands between the lines that mark them. */
final class PemFiles {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private PemFiles() {}

  /** Certificates of a file, the server's own first. */
  static List<Certificate> certificates(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      List<Certificate> all =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(Certificate.class::cast)
              .toList();
      if (all.isEmpty()) {
        throw new SettingException("--tls-certificate " + file + " has no certificate");
      }
      return all;
    } catch (IOException | GeneralSecurityException e) {
      throw new SettingException(
          "--tls-certificate " + file + " cannot be read as certificates in PEM: " + e, e);
    }
  }

  /** The key of a certificate. */
  static PrivateKey key(Path file, PublicKey certified) {
    try {
      Matcher found = KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
      if (!found.find()) {
        throw new SettingException(
            "--tls-key "
                + file
                + " has no 'BEGIN PRIVATE KEY'; make one without a password by"
                + " openssl pkcs8 -topk8 -nodes -in OLD -out NEW");
      }
      byte[] bytes = Base64.getMimeDecoder().decode(found.group(1));
      PrivateKey key =
          KeyFactory.getInstance(certified.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(bytes));
      checkPair(file, key, certified);
      return key;
    } catch (IOException e) {
      throw new SettingException("--tls-key " + file + " cannot be read: " + e, e);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new SettingException(
          "--tls-key "
              + file
              + " is no key for the certificate's "
              + certified.getAlgorithm()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  /** What the one signs the other must find right. */
  private static void checkPair(Path file, PrivateKey key, PublicKey certified)
      throws GeneralSecurityException {
    String algorithm = certified.getAlgorithm();
    Signature signature =
        Signature.getInstance(
            algorithm.startsWith("Ed") ? algorithm : "SHA256with" + kind(algorithm));
    signature.initSign(key);
    signature.update(new byte[] {1});
    byte[] signed = signature.sign();
    signature.initVerify(certified);
    signature.update(new byte[] {1});
    if (!signature.verify(signed)) {
      throw new SettingException(
          "--tls-key " + file + " and the certificate do not belong together");
    }
  }

  private static String kind(String algorithm) {
    return algorithm.equals("EC") ? "ECDSA" : algorithm;
  }
}
