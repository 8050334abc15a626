package io.clipstream.distribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * By which way each process of a cluster comes to the broker. The broker sends all of them to the
 * same host name; every process has a hosts file of its own that says where that is: for a
 * TaskManager a proxy that no other process uses, on an address of its own, for others the broker.
 */
final class KafkaRoutes implements AutoCloseable {
  /** The broker's, for all processes of the cluster. */
  static final String HOST = "kafka.test";

  private static final String TASK_MANAGER = "taskmanager-";

  private final Path directory;
  private final InetSocketAddress broker;
  private final Map<String, TcpProxy> proxies = new HashMap<>();

  /**
   * @param directory for the hosts files
   * @param broker where it is bound
   */
  KafkaRoutes(Path directory, InetSocketAddress broker) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.broker = broker;
  }

  /** What the processes are told. */
  String bootstrap() {
    return HOST + ":" + broker.getPort();
  }

  /** Options of the JVM of a process that is about to start. */
  List<String> jvmOptions(String process) {
    String address = broker.getAddress().getHostAddress();
    if (process.startsWith(TASK_MANAGER)) {
      address = "127.0.1." + process.substring(TASK_MANAGER.length());
      InetSocketAddress own = new InetSocketAddress(address, broker.getPort());
      proxies.put(process, TcpProxy.start(own, broker));
    }
    return List.of("-Djdk.net.hosts.file=" + hostsFile(process, address));
  }

  private Path hostsFile(String process, String address) {
    try {
      String self = InetAddress.getLocalHost().getHostName();
      List<String> lines = List.of(address + " " + HOST, "127.0.0.1 localhost " + self);
      return Files.write(directory.resolve(process), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The way of a TaskManager. */
  TcpProxy of(String taskManager) {
    return proxies.get(taskManager);
  }

  @Override
  public void close() {
    new ArrayList<>(proxies.values()).forEach(TcpProxy::close);
  }
}
