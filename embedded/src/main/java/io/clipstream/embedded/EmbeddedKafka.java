package io.clipstream.embedded;

import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.function.IntSupplier;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A Kafka broker and its KRaft controller in this JVM, reachable from this machine only. Topics,
 * records, groups and transactions live in a directory and are there again after a restart.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final String HOST = BrokerSettings.HOST;
  private static final int ATTEMPTS = 5;
  private static final long MEBIBYTE = 1 << 20;

  /** Kafka asks to end the process through statics, whichever server it is. */
  private static volatile boolean givenUp;

  private final Path directory;
  private final DirectoryLock lock;
  private final KafkaRaftServer server;
  private final int port;

  /**
   * Starts a broker on a free port.
   *
   * @param directory where its data is kept; made if it is not there, and closed to other users
   * @throws ResourceException if the directory is in use or unusable
   */
  public static EmbeddedKafka start(Path directory) {
    return start(directory, 0);
  }

  /**
   * Starts a broker and waits until it takes connections.
   *
   * @param directory where its data is kept; made if it is not there, and closed to other users
   * @param port TCP port of the broker, 0 for any that is free
   * @throws ResourceException if the directory is in use or unusable, or the port is taken
   */
  public static EmbeddedKafka start(Path directory, int port) {
    return start(directory, port, Listener.PLAIN, EmbeddedKafka::freePort);
  }

  /**
   * Starts a broker on a free port that clients reach in another way.
   *
   * @param directory where its data is kept; made if it is not there, and closed to other users
   */
  public static EmbeddedKafka start(Path directory, Listener listener) {
    return start(directory, 0, listener, EmbeddedKafka::freePort);
  }

  /**
   * @param freePorts each time another port that was free a moment ago
   */
  static EmbeddedKafka start(Path directory, int port, Listener listener, IntSupplier freePorts) {
    if (port != 0 && !isFree(port)) {
      throw new ResourceException(
          HOST + ":" + port + " is taken; stop what listens there or choose another port");
    }
    // Kafka's own lock comes too late: a second controller has written into the metadata log before
    // the second broker sees it.
    DirectoryLock lock = DirectoryLock.take(directory, "Kafka's data", "broker");
    try {
      format(directory, listener);
      return started(lock, directory, port, listener, freePorts);
    } catch (RuntimeException | Error e) {
      lock.close();
      throw e;
    }
  }

  private EmbeddedKafka(Path directory, DirectoryLock lock, KafkaRaftServer server, int port) {
    this.directory = directory;
    this.lock = lock;
    this.server = server;
    this.port = port;
  }

  private static EmbeddedKafka started(
      DirectoryLock lock,
      Path directory,
      int wantedPort,
      Listener listener,
      IntSupplier freePorts) {
    for (int attempt = 1; ; attempt++) {
      int port = wantedPort == 0 ? freePorts.getAsInt() : wantedPort;
      try {
        BrokerSettings settings = new BrokerSettings(directory, port, freePorts.getAsInt());
        return new EmbeddedKafka(directory, lock, started(settings.properties(listener)), port);
      } catch (RuntimeException e) {
        // Between finding a free port and taking it, somebody else may have taken it.
        if (attempt == ATTEMPTS || !isTaken(e)) {
          throw new ResourceException(directory + ": Kafka cannot start: " + causes(e), e);
        }
      }
    }
  }

  private static KafkaRaftServer started(Properties settings) {
    givenUp = false;
    Exit.setHaltProcedure(EmbeddedKafka::giveUp);
    Exit.setExitProcedure(EmbeddedKafka::giveUp);
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
    try {
      server.startup();
      return server;
    } catch (RuntimeException | Error e) {
      server.shutdown();
      server.awaitShutdown();
      throw e;
    }
  }

  /** A server of its own ends its process on a grave fault; this one is a guest in the process. */
  private static void giveUp(int status, String message) {
    givenUp = true;
    throw new GivenUp("it gives up with status " + status + "; its log says why");
  }

  private static final class GivenUp extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GivenUp(String message) {
      super(message);
    }
  }

  /** Prepares a new directory; leaves one that holds data as it is. */
  private static void format(Path directory, Listener listener) {
    try {
      String clusterId = clusterId(directory.resolve("meta.properties"));
      Formatter formatter = new Formatter();
      formatter
          .setNodeId(BrokerSettings.NODE)
          .setClusterId(clusterId)
          .setControllerListenerName(BrokerSettings.CONTROLLER)
          .setDirectories(List.of(directory.toString()))
          .setMetadataLogDirectory(directory.toString())
          .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
          .setScramArguments(listener.credentials())
          .setIgnoreFormatted(true)
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .run();
    } catch (Exception e) { // the formatter declares no narrower one
      throw new ResourceException(
          directory + ": cannot hold Kafka's data: " + e.getMessage() + "; choose another", e);
    }
  }

  private static String clusterId(Path metaProperties) throws IOException {
    if (!Files.exists(metaProperties)) {
      return Uuid.randomUuid().toString();
    }
    Properties meta = new Properties();
    try (InputStream in = Files.newInputStream(metaProperties)) {
      meta.load(in);
    }
    String id = meta.getProperty("cluster.id");
    if (id == null) {
      throw new IOException(metaProperties + " has no cluster.id");
    }
    return id;
  }

  /** Where clients connect: {@code host:port}. */
  public String bootstrap() {
    return HOST + ":" + port;
  }

  /** The TCP port of the broker. */
  public int port() {
    return port;
  }

  /**
   * Does nothing while the broker lives.
   *
   * @throws ResourceException if a grave fault has ended it
   */
  public void check() {
    if (givenUp) {
      throw new ResourceException(
          directory
              + ": Kafka has stopped for good, its log says why; "
              + directory.toFile().getUsableSpace() / MEBIBYTE
              + " MiB are free there; make room if that is little, and start again");
    }
  }

  /** Stops the broker and waits until its data is written. */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
    lock.close();
  }

  /** Whether a broker could take this port now. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(HOST))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new ResourceException("no TCP port is free on " + HOST + ": " + e.getMessage(), e);
    }
  }

  private static boolean isTaken(Throwable e) {
    return e != null
        && (e instanceof BindException || e instanceof GivenUp || isTaken(e.getCause()));
  }

  private static String causes(Throwable e) {
    return e.getCause() == null ? e.toString() : e.getMessage() + ": " + causes(e.getCause());
  }
}
