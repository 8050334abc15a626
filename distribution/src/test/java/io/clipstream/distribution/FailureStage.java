package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.model.testing.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/**
 * ZooKeeper, a broker, a JobManager and two TaskManagers, every one a process that can be killed.
 */
final class FailureStage implements AutoCloseable {
  private static final int TASK_MANAGERS = 2;
  private static final int SLOTS = 4;

  private final Duration limit;
  private final List<AutoCloseable> resources = new ArrayList<>();
  private final List<JavaProcess> taskManagers = new ArrayList<>();
  private BrokerProcess broker;
  private KafkaRoutes routes;
  private SessionCluster cluster;
  private FlinkRest rest;
  private int leader;

  private FailureStage(Duration limit) {
    this.limit = limit;
  }

  /**
   * Starts all processes.
   *
   * @param heartbeatTimeout after which a process that stands still is taken for dead
   * @param limit of every wait
   */
  static FailureStage start(Path directory, Duration heartbeatTimeout, Duration limit)
      throws IOException {
    FailureStage stage = new FailureStage(limit);
    try {
      stage.start(directory, heartbeatTimeout);
      return stage;
    } catch (IOException | RuntimeException | Error e) {
      stage.close();
      throw e;
    }
  }

  private void start(Path directory, Duration heartbeatTimeout) throws IOException {
    ZooKeeper zookeeper = ZooKeeper.start(directory.resolve("zookeeper"));
    resources.add(zookeeper);
    broker = BrokerProcess.start(directory.resolve("kafka"), KafkaRoutes.HOST);
    resources.add(broker);
    routes = new KafkaRoutes(directory.resolve("hosts"), broker.address());
    resources.add(routes);
    Eventually.holds("ZooKeeper", zookeeper::answers, zookeeper::log);
    Map<String, String> settings = new HashMap<>(zookeeper.settings());
    settings.put("heartbeat.interval", "500");
    settings.put("heartbeat.timeout", String.valueOf(heartbeatTimeout.toMillis()));
    settings.put("taskmanager.numberOfTaskSlots", String.valueOf(SLOTS));
    settings.put("taskmanager.load-balance.mode", "SLOTS"); // else one has all of a job
    cluster =
        SessionCluster.startJobManager(
            directory.resolve("cluster"),
            ClassPaths.ofBuild().ofCluster(),
            settings,
            routes::jvmOptions);
    resources.add(cluster);
    rest = cluster.rest();
    for (int i = 0; i < TASK_MANAGERS; i++) {
      taskManagers.add(cluster.startTaskManager());
    }
    awaitTaskManagers();
  }

  /** The JobManager that leads. */
  FlinkRest rest() {
    return rest;
  }

  BrokerProcess broker() {
    return broker;
  }

  /** A job that is named after its guarantee, with its topics and pictures that stream. */
  CountedJob job(CountedJob.Guarantee guarantee, FailurePictures pictures, Duration period) {
    String tests = broker.testsBootstrap();
    PictureStream stream =
        new PictureStream(tests, routes.bootstrap(), guarantee.toString(), SLOTS);
    return new CountedJob(guarantee, pictures, stream, period);
  }

  /** The TaskManagers that take part. */
  List<JavaProcess> taskManagers() {
    return taskManagers;
  }

  /** The only way from a TaskManager to the broker. */
  TcpProxy route(JavaProcess taskManager) {
    return routes.of(taskManager.name());
  }

  /** Takes a TaskManager out, whatever it is doing, and starts one in its place. */
  void replace(JavaProcess taskManager) {
    taskManagers.remove(taskManager);
    taskManagers.add(cluster.startTaskManager());
  }

  /** Waits until the JobManager knows those TaskManagers that take part, and no other. */
  void awaitTaskManagers() {
    Set<String> wanted = taskManagers.stream().map(JavaProcess::name).collect(Collectors.toSet());
    await("TaskManagers " + wanted, () -> rest.taskManagerIds().equals(wanted));
  }

  /** Whether the JobManager knows a TaskManager, by a registration since it last did not. */
  boolean knows(JavaProcess taskManager) {
    return rest.taskManagerIds().contains(taskManager.name());
  }

  /** No TaskManager may have ended of itself. */
  void requireTaskManagers() {
    assertThat(taskManagers).as(this::logs).allMatch(JavaProcess::isAlive);
  }

  /** Kills the JobManager that leads, beside one that stands by. */
  void failOver() {
    FlinkRest next = cluster.startStandby();
    await("a standby", () -> next.taskManagers() >= 0);
    cluster.killJobManager(leader++);
    rest = next;
  }

  /** Waits until something is so; an answer that is refused is none. */
  void await(String what, Callable<Boolean> condition) {
    await(what, limit, condition);
  }

  /** The same with a limit of its own. */
  void await(String what, Duration atMost, Callable<Boolean> condition) {
    Eventually.holds(
        Eventually.await(what).atMost(atMost), () -> isSo(condition), () -> broker.log() + logs());
  }

  private static boolean isSo(Callable<Boolean> condition) throws Exception {
    try {
      return condition.call();
    } catch (FlinkRest.Refused e) {
      return false;
    }
  }

  private String logs() {
    return cluster.logs();
  }

  @Override
  public void close() {
    for (int i = resources.size() - 1; i >= 0; i--) {
      try {
        resources.get(i).close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
