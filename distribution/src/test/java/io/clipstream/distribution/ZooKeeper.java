package io.clipstream.distribution;

import io.clipstream.model.testing.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A ZooKeeper in a JVM of its own, from the class path of the tests; on loopback only. */
final class ZooKeeper implements AutoCloseable {
  private static final String MAIN =
      "org.apache.flink.shaded.zookeeper3.org.apache.zookeeper.server.ZooKeeperServerMain";

  private final JavaProcess process;
  private final int port;
  private final Path state;

  private ZooKeeper(JavaProcess process, int port, Path state) {
    this.process = process;
    this.port = port;
    this.state = state;
  }

  /**
   * @param directory for its data, its log and what JobManagers keep beside it
   */
  static ZooKeeper start(Path directory) throws IOException {
    int port = FreePorts.next();
    Files.createDirectories(directory);
    Path configuration = directory.resolve("zoo.cfg");
    Files.write(
        configuration,
        List.of(
            "clientPort=" + port,
            "clientPortAddress=127.0.0.1",
            "dataDir=" + directory.resolve("data"),
            "tickTime=500",
            "maxClientCnxns=0"));
    List<String> jvm =
        List.of(
            "-Xmx64m",
            "-Dzookeeper.admin.enableServer=false",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    String classPath = System.getProperty("java.class.path");
    return new ZooKeeper(
        JavaProcess.start(
            "zookeeper", directory, classPath, jvm, MAIN, List.of(configuration.toString())),
        port,
        directory.resolve("high-availability"));
  }

  boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** What JobManagers are told of it. */
  Map<String, String> settings() {
    return Map.of(
        "high-availability.type",
        "zookeeper",
        "high-availability.zookeeper.quorum",
        "127.0.0.1:" + port,
        "high-availability.zookeeper.client.session-timeout",
        "5000",
        "high-availability.storageDir",
        state.toUri().toString());
  }

  String log() {
    return process.tail();
  }

  @Override
  public void close() {
    process.close();
  }
}
