package io.clipstream.embedded;

import java.nio.file.Path;
import java.util.Properties;

/**
 * Settings of a broker that is its own controller.
 *
 * @param port for clients
 */
record BrokerSettings(Path directory, int port, int controllerPort) {
  static final String HOST = "127.0.0.1";
  static final String CONTROLLER = "CONTROLLER";
  static final int NODE = 1;

  Properties properties(Listener listener) {
    Properties p = new Properties();
    p.put("process.roles", "broker,controller");
    p.put("node.id", String.valueOf(NODE));
    p.put("log.dirs", directory.toString());
    p.put("controller.quorum.voters", NODE + "@" + HOST + ":" + controllerPort);
    p.put("controller.listener.names", CONTROLLER);
    String name = listener.protocol();
    p.put("inter.broker.listener.name", name);
    p.put("listener.security.protocol.map", name + ":" + name + "," + CONTROLLER + ":PLAINTEXT");
    String clients = name + "://" + HOST + ":" + port;
    p.put("listeners", clients + "," + CONTROLLER + "://" + HOST + ":" + controllerPort);
    p.put("advertised.listeners", clients);
    oneNode(p);
    // A topic that nobody made is a mistake to be told, not a topic of one partition.
    p.put("auto.create.topics.enable", "false");
    // The bound for transaction.timeout.ms of writers: 15 minutes, as brokers have by default.
    p.put("transaction.max.timeout.ms", "900000");
    p.putAll(listener.settings());
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
}
