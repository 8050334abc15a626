package io.clipstream.dashboard.http;

import static java.util.Objects.requireNonNull;

import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Certificate and key of a server. */
public sealed interface Tls {
  /**
   * Two files in PEM.
   *
   * @param certificate with those that lead to its root behind it
   * @param key in PKCS#8, without a password
   */
  record Pem(Path certificate, Path key) implements Tls {
    public Pem {
      requireNonNull(certificate, "certificate is null");
      requireNonNull(key, "key is null");
    }

    @Override
    public FileStamp stamp() {
      return FileStamp.of(certificate, key);
    }

    @Override
    public void into(SslContextFactory context) {
      String password = HexFormat.of().formatHex(SecureRandom.getSeed(16)); // in memory only
      List<Certificate> chain = PemFiles.certificates(certificate);
      PrivateKey secret = PemFiles.key(key, chain.get(0).getPublicKey());
      try {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
            "server", secret, password.toCharArray(), chain.toArray(Certificate[]::new));
        put(context, store, password);
      } catch (GeneralSecurityException | IOException e) {
        throw new SettingException(
            "--tls-certificate " + certificate + " and --tls-key " + key + ": " + e, e);
      }
    }
  }

  /** A PKCS#12 file with one key and its certificates. */
  record KeyStoreFile(Path file, String password) implements Tls {
    public KeyStoreFile {
      requireNonNull(file, "file is null");
      requireNonNull(password, "password is null");
    }

    @Override
    public FileStamp stamp() {
      return FileStamp.of(file);
    }

    @Override
    public void into(SslContextFactory context) {
      try (InputStream in = Files.newInputStream(file)) {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(in, password.toCharArray());
        if (Collections.list(store.aliases()).stream().noneMatch(alias -> isKey(store, alias))) {
          throw new SettingException("--tls-keystore " + file + " has no private key");
        }
        put(context, store, password);
      } catch (IOException | GeneralSecurityException e) {
        throw new SettingException(
            "--tls-keystore "
                + file
                + " cannot be read: "
                + e.getMessage()
                + "; expected PKCS#12, its password in CLIPSTREAM_TLS_PASSWORD",
            e);
      }
    }

    private static boolean isKey(KeyStore store, String alias) {
      try {
        return store.isKeyEntry(alias);
      } catch (GeneralSecurityException e) {
        return false;
      }
    }

    @Override
    public String toString() {
      return "KeyStoreFile[" + file + "]";
    }
  }

  /** What changes whenever the files do. */
  FileStamp stamp();

  /**
   * Reads the files into what a connector of the server is made with.
   *
   * @throws SettingException if one cannot be used; nothing is changed then
   */
  void into(SslContextFactory context);

  /**
   * What a connector of the server is made with.
   *
   * @throws SettingException if a file cannot be used
   */
  default SslContextFactory.Server context() {
    SslContextFactory.Server context = new SslContextFactory.Server();
    into(context);
    context.setIncludeProtocols("TLSv1.2", "TLSv1.3");
    return context;
  }

  private static void put(SslContextFactory context, KeyStore store, String password) {
    context.setKeyStore(store);
    context.setKeyStorePassword(password);
  }
}
