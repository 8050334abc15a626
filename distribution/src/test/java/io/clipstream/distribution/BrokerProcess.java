package io.clipstream.distribution;

import io.clipstream.model.testing.Eventually;
import io.clipstream.model.testing.FreePorts;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/**
 * A Kafka broker, run as Kafka's scripts run it, in a JVM of its own that can be killed and started
 * again on the same data and ports. One of its listeners is for the tests; the other sends clients
 * to a host name, which each of them may know under another address.
 */
final class BrokerProcess implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final List<String> JVM =
      List.of("-Xmx256m", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");

  private final Path directory;
  private final InetSocketAddress address;
  private final String testsBootstrap;
  private JavaProcess process;

  private BrokerProcess(Path directory, InetSocketAddress address, String testsBootstrap) {
    this.directory = directory;
    this.address = address;
    this.testsBootstrap = testsBootstrap;
    this.process = run(directory);
  }

  /**
   * Starts a new broker and waits until it answers.
   *
   * @param directory for its data and its log
   * @param host name that clients of the first listener are sent to
   */
  static BrokerProcess start(Path directory, String host) throws IOException {
    int port = FreePorts.next();
    int testsPort = FreePorts.next();
    Files.createDirectories(directory);
    try (PrintStream log = new PrintStream(directory.resolve("format.log").toFile(), "UTF-8")) {
      Path configuration = configuration(directory);
      Files.write(configuration, settings(directory, host, port, testsPort));
      String[] format = {
        "format", "-t", Uuid.randomUuid().toString(), "-c", configuration.toString()
      };
      if (StorageTool.execute(format, log) != 0) {
        throw new AssertionError(Files.readString(directory.resolve("format.log")));
      }
    }
    BrokerProcess broker =
        new BrokerProcess(
            directory, new InetSocketAddress(LOOPBACK, port), LOOPBACK + ":" + testsPort);
    broker.awaitAnswer();
    return broker;
  }

  private static Path configuration(Path directory) {
    return directory.resolve("server.properties");
  }

  private static List<String> settings(Path directory, String host, int port, int testsPort) {
    int controllerPort = FreePorts.next();
    String controller = LOOPBACK + ":" + controllerPort;
    String tests = "TESTS://" + LOOPBACK + ":" + testsPort;
    return List.of(
        "process.roles=broker,controller",
        "node.id=1",
        "log.dirs=" + directory.resolve("data"),
        "controller.quorum.voters=1@" + controller,
        "controller.listener.names=CONTROLLER",
        "inter.broker.listener.name=TESTS",
        "listener.security.protocol.map=FLINK:PLAINTEXT,TESTS:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "listeners=FLINK://" + LOOPBACK + ":" + port + "," + tests + ",CONTROLLER://" + controller,
        "advertised.listeners=FLINK://" + host + ":" + port + "," + tests,
        "default.replication.factor=1",
        "offsets.topic.replication.factor=1",
        "offsets.topic.num.partitions=4",
        "transaction.state.log.replication.factor=1",
        "transaction.state.log.min.isr=1",
        "transaction.state.log.num.partitions=4",
        "group.initial.rebalance.delay.ms=0",
        // A broker that was killed is let in again when the session of the dead one is over.
        "broker.session.timeout.ms=4000",
        "broker.heartbeat.interval.ms=500",
        "auto.create.topics.enable=false",
        "log.cleaner.dedupe.buffer.size=" + (16 << 20));
  }

  private static JavaProcess run(Path directory) {
    String classPath = System.getProperty("java.class.path");
    return JavaProcess.start(
        "broker",
        directory,
        classPath,
        JVM,
        Kafka.class.getName(),
        List.of(configuration(directory).toString()));
  }

  /** Where the listener for others than the tests is bound. */
  InetSocketAddress address() {
    return address;
  }

  /** {@code host:port} for clients of the tests. */
  String testsBootstrap() {
    return testsBootstrap;
  }

  /** Ends the broker without a chance to say so, or to write anything. */
  void kill() {
    process.kill();
  }

  /** Starts the broker that was killed, on what it left. */
  void startAgain() {
    process = run(directory);
    awaitAnswer();
  }

  private void awaitAnswer() {
    Properties client = new Properties();
    client.put("bootstrap.servers", testsBootstrap);
    try (Admin admin = Admin.create(client)) {
      Eventually.holds("the broker", () -> answers(admin), this::log);
    }
  }

  private boolean answers(Admin admin) throws InterruptedException {
    if (!process.isAlive()) {
      throw new AssertionError("the broker has ended\n" + log());
    }
    try {
      return !admin.describeCluster().nodes().get().isEmpty();
    } catch (ExecutionException e) {
      return false; // It does not listen yet.
    }
  }

  String log() {
    return process.tail();
  }

  @Override
  public void close() {
    process.close();
  }
}
