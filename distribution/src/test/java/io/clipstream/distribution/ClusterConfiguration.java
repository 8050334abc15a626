package io.clipstream.distribution;

import io.clipstream.model.testing.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Flink's configuration of a {@link SessionCluster}: loopback only, and quick to see a death. */
final class ClusterConfiguration {
  private ClusterConfiguration() {}

  /**
   * Writes {@code config.yaml}.
   *
   * @param settings beyond those of the fixture, and before them
   */
  static void write(Path directory, int restPort, Map<String, String> settings) {
    try {
      Files.createDirectories(directory);
      Map<String, String> all = new TreeMap<>(settings(directory, restPort));
      all.putAll(settings);
      List<String> lines =
          all.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()).toList();
      Files.write(directory.resolve("config.yaml"), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> settings(Path directory, int restPort) {
    Map<String, String> all = new TreeMap<>();
    all.put("jobmanager.rpc.address", "127.0.0.1");
    all.put("jobmanager.rpc.port", String.valueOf(FreePorts.next()));
    all.put("jobmanager.bind-host", "127.0.0.1");
    all.put("taskmanager.host", "127.0.0.1");
    all.put("taskmanager.bind-host", "127.0.0.1");
    all.put("rest.address", "127.0.0.1");
    all.put("rest.bind-address", "127.0.0.1");
    all.put("rest.port", String.valueOf(restPort));
    all.put("blob.storage.directory", directory.resolve("blobs").toString());
    all.put("web.upload.dir", directory.resolve("uploads").toString());
    all.put("io.tmp.dirs", directory.resolve("tmp").toString());
    all.put("execution.checkpointing.dir", directory.resolve("checkpoints").toUri().toString());
    all.put("web.refresh-interval", "100"); // else answers may be three seconds old
    // A dead TaskManager refuses connections, which counts after two heartbeats; the timeout is for
    // one that is only slow.
    all.put("heartbeat.interval", "1000");
    all.put("metrics.fetcher.update-interval", "1000");
    all.put("heartbeat.timeout", "40000");
    all.put("pekko.ask.timeout", "1 min");
    all.put("web.timeout", "300000");
    all.put("restart-strategy.type", "fixed-delay");
    // One every half second until there are slots again, and a TaskManager may be slow to start.
    all.put("restart-strategy.fixed-delay.attempts", "1000");
    all.put("restart-strategy.fixed-delay.delay", "500 ms");
    all.putAll(memory());
    return all;
  }

  /** A TaskManager without Flink's scripts wants every part named. */
  private static Map<String, String> memory() {
    return Map.ofEntries(
        Map.entry("taskmanager.cpu.cores", "1.0"),
        Map.entry("taskmanager.numberOfTaskSlots", "1"),
        Map.entry("taskmanager.memory.framework.heap.size", "128m"),
        Map.entry("taskmanager.memory.task.heap.size", "384m"),
        Map.entry("taskmanager.memory.framework.off-heap.size", "64m"),
        Map.entry("taskmanager.memory.task.off-heap.size", "128m"),
        Map.entry("taskmanager.memory.network.min", "64m"),
        Map.entry("taskmanager.memory.network.max", "64m"),
        Map.entry("taskmanager.memory.managed.size", "16m"),
        Map.entry("taskmanager.memory.jvm-metaspace.size", "256m"),
        Map.entry("taskmanager.memory.jvm-overhead.min", "64m"),
        Map.entry("taskmanager.memory.jvm-overhead.max", "64m"));
  }
}
