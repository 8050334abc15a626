package io.clipstream.dashboard;

import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.schemas.Topic;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A dashboard in a process of its own, which can be killed. */
final class DashboardProcess implements AutoCloseable {
  private static final String READY = "ready at ";

  private final Process process;
  private final int port;

  private DashboardProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts one and waits until it listens.
   *
   * @param port 0 for any that is free
   */
  static DashboardProcess start(KafkaAccess kafka, Path directory, int port) throws IOException {
    String names = Stream.of(Topic.values()).map(kafka::name).collect(Collectors.joining(","));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                DashboardProcess.class.getName(),
                kafka.address(),
                names,
                directory.toString(),
                "" + port)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(READY)) {
        return new DashboardProcess(process, Integer.parseInt(line.substring(READY.length())));
      }
    }
    throw new IOException("the dashboard ended before it listened");
  }

  int port() {
    return port;
  }

  /** Ends it at once, as kill -9 does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** Runs in the process: address of the broker, names of the topics, directory, port. */
  public static void main(String[] arguments) throws InterruptedException {
    Map<Topic, String> names = new EnumMap<>(Topic.class);
    String[] given = arguments[1].split(",");
    for (Topic topic : Topic.values()) {
      names.put(topic, given[topic.ordinal()]);
    }
    KafkaAccess plain = KafkaAccess.at(arguments[0]);
    KafkaAccess kafka = new KafkaAccess(plain.clients(), names, plain.format());
    try (Dashboard dashboard =
        Dashboard.start(
            DashboardSettings.local(
                kafka, Path.of(arguments[2]), Integer.parseInt(arguments[3])))) {
      System.out.println(READY + dashboard.port());
      new CountDownLatch(1).await();
    }
  }
}
