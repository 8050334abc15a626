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
  private static final String HOST = "127.0.0.1";
  private static final int NODE = 1;
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
    return start(directory, port, EmbeddedKafka::freePort);
  }

  /**
   * @param freePorts each time another port that was free a moment ago
   */
  static EmbeddedKafka start(Path directory, int port, IntSupplier freePorts) {
    if (port != 0 && !isFree(port)) {
      throw new ResourceException(
          HOST + ":" + port + " is taken; stop what listens there or choose another port");
    }
    // Kafka's own lock comes too late: a second controller has written into the metadata log before
    // the second broker sees it.
    DirectoryLock lock = DirectoryLock.take(directory, "Kafka's data", "broker");
    try {
      format(directory);
      return started(lock, directory, port, freePorts);
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
      DirectoryLock lock, Path directory, int wantedPort, IntSupplier freePorts) {
    for (int attempt = 1; ; attempt++) {
      int port = wantedPort == 0 ? freePorts.getAsInt() : wantedPort;
      try {
        return new EmbeddedKafka(
            directory, lock, started(settings(directory, port, freePorts.getAsInt())), port);
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
  private static void format(Path directory) {
    try {
      String clusterId = clusterId(directory.resolve("meta.properties"));
      Formatter formatter = new Formatter();
      formatter
          .setNodeId(NODE)
          .setClusterId(clusterId)
          .setControllerListenerName("CONTROLLER")
          .setDirectories(List.of(directory.toString()))
          .setMetadataLogDirectory(directory.toString())
          .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
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

  private static Properties settings(Path directory, int port, int controllerPort) {
    Properties p = new Properties();
    p.put("process.roles", "broker,controller");
    p.put("node.id", String.valueOf(NODE));
    p.put("log.dirs", directory.toString());
    p.put("controller.quorum.voters", NODE + "@" + HOST + ":" + controllerPort);
    p.put("controller.listener.names", "CONTROLLER");
    p.put("inter.broker.listener.name", "PLAINTEXT");
    p.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    p.put(
        "listeners",
        "PLAINTEXT://" + HOST + ":" + port + ",CONTROLLER://" + HOST + ":" + controllerPort);
    p.put("advertised.listeners", "PLAINTEXT://" + HOST + ":" + port);
    oneNode(p);
    // A topic that nobody made is a mistake to be told, not a topic of one partition.
    p.put("auto.create.topics.enable", "false");
    // The bound for transaction.timeout.ms of writers: 15 minutes, as brokers have by default.
    p.put("transaction.max.timeout.ms", "900000");
    return p;
  }

  /** What a cluster of several would do with replicas and time, one node does alone and quickly. */
  private static void oneNode(Properties p) {
    p.put("default.replication.factor", "1");
    p.put("min.insync.replicas", "1");
    p.put("offsets.topic.replication.factor", "1");
    p.put("offsets.topic.num.partitions", "4");
    p.put("transaction.state.log.replication.factor", "1");
    p.put("transaction.state.log.min.isr", "1");
    p.put("transaction.state.log.num.partitions", "4");
    p.put("share.coordinator.state.topic.replication.factor", "1");
    p.put("share.coordinator.state.topic.min.isr", "1");
    p.put("group.initial.rebalance.delay.ms", "0");
    p.put("broker.session.timeout.ms", "9000");
    p.put("broker.heartbeat.interval.ms", "500");
    p.put("num.network.threads", "2");
    p.put("num.io.threads", "4");
    p.put("background.threads", "2");
    p.put("log.cleaner.threads", "1");
    p.put("log.cleaner.dedupe.buffer.size", String.valueOf(16 << 20));
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
