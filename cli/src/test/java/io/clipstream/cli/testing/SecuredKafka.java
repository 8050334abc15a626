package io.clipstream.cli.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.embedded.EmbeddedKafka;
import io.clipstream.embedded.Listener;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AclBinding;

/** A broker that takes logins by SCRAM over TLS, and lets users do what they have rights to. */
public final class SecuredKafka implements AutoCloseable {
  private static final String PASSWORD = "a-secret-of-tests";
  private static final String ADMIN = "admin";
  private static final String MECHANISM = "SCRAM-SHA-512";

  private final EmbeddedKafka broker;
  private final Path certificate;
  private final Admin admin;

  private SecuredKafka(EmbeddedKafka broker, Path certificate) {
    this.broker = broker;
    this.certificate = certificate;
    Properties settings = new Properties();
    settings.putAll(client(ADMIN));
    this.admin = Admin.create(settings);
  }

  /** Starts it with its files in a folder. */
  public static SecuredKafka start(Path folder) throws Exception {
    Path keys = folder.resolve("broker.p12");
    makeKey(keys);
    Path certificate = folder.resolve("ca.pem");
    KeyStore store = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
    byte[] der = store.getCertificate("broker").getEncoded();
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        certificate,
        "-----BEGIN CERTIFICATE-----\n" + lines + "\n-----END CERTIFICATE-----\n",
        StandardCharsets.US_ASCII);
    EmbeddedKafka broker =
        EmbeddedKafka.start(folder.resolve("kafka"), listener(keys, certificate));
    return new SecuredKafka(broker, certificate);
  }

  private static void makeKey(Path file) throws Exception {
    Process made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "broker",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD)
            .inheritIO()
            .start();
    assertThat(made.waitFor()).isZero();
  }

  private static Listener listener(Path keys, Path certificate) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("ssl.keystore.type", "PKCS12");
    settings.put("ssl.keystore.location", keys.toString());
    settings.put("ssl.keystore.password", PASSWORD);
    settings.put("ssl.truststore.type", "PEM");
    settings.put("ssl.truststore.location", certificate.toString());
    settings.put("sasl.enabled.mechanisms", MECHANISM);
    settings.put("sasl.mechanism.inter.broker.protocol", MECHANISM);
    settings.put("listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config", login(ADMIN));
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    // The controller's listener, on which nobody logs in, is the broker's own way to itself.
    settings.put("super.users", "User:" + ADMIN + ";User:ANONYMOUS");
    String credential = MECHANISM + "=[name=" + ADMIN + ",password=" + PASSWORD + "]";
    return new Listener("SASL_SSL", List.of(credential), settings);
  }

  private static String login(String user) {
    return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
        .formatted(user, PASSWORD);
  }

  /** Settings of a user's clients. */
  public Map<String, String> client(String user) {
    return Map.of(
        "bootstrap.servers",
        broker.bootstrap(),
        "security.protocol",
        "SASL_SSL",
        "ssl.truststore.type",
        "PEM",
        "ssl.truststore.location",
        certificate.toString(),
        "sasl.mechanism",
        MECHANISM,
        "sasl.jaas.config",
        login(user));
  }

  /** The same as options of commands. */
  public List<String> options(String user) {
    List<String> options = new ArrayList<>(List.of("--kafka", broker.bootstrap()));
    client(user)
        .forEach(
            (key, value) -> {
              if (!key.equals("bootstrap.servers")) {
                options.add("--kafka." + key + "=" + value);
              }
            });
    return options;
  }

  /** Makes a user, who may do nothing yet. */
  public void addUser(String user) throws Exception {
    ScramCredentialInfo kind = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);
    admin
        .alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(user, kind, PASSWORD)))
        .all()
        .get();
  }

  /** Gives rights. */
  public void give(Collection<AclBinding> rights) throws Exception {
    admin.createAcls(rights).all().get();
  }

  /** Takes one back. */
  public void take(AclBinding right) throws Exception {
    assertThat(admin.deleteAcls(List.of(right.toFilter())).all().get()).hasSize(1);
  }

  /** The administrator's client. */
  public Admin admin() {
    return admin;
  }

  @Override
  public void close() {
    admin.close();
    broker.close();
  }
}
