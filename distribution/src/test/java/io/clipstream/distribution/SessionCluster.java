package io.clipstream.distribution;

import io.clipstream.model.testing.Eventually;
import io.clipstream.model.testing.FreePorts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A Flink session cluster of separate JVMs on this machine: one JobManager and as many TaskManagers
 * as are started, reachable over the loopback interface only. The class path is that of a cluster
 * with the distribution's {@code lib/} in Flink's.
 */
final class SessionCluster implements AutoCloseable {
  private static final List<String> OPENS = List.of("--add-opens=java.base/java.util=ALL-UNNAMED");
  private static final String JOB_MANAGER =
      "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint";

  private static final List<String> JOB_MANAGER_MEMORY =
      List.of("-Xmx320m", "-XX:MaxMetaspaceSize=256m");

  /** Heap and direct memory are the sums of the parts that {@link ClusterConfiguration} names. */
  private static final List<String> TASK_MANAGER_MEMORY =
      List.of("-Xmx512m", "-XX:MaxDirectMemorySize=256m", "-XX:MaxMetaspaceSize=256m");

  private final Path directory;
  private final String classPath;
  private final FlinkRest rest;
  private final JavaProcess jobManager;
  private final List<JavaProcess> standbys = new ArrayList<>();
  private final List<String> taskManagerMemory;
  private final Function<String, List<String>> jvmOptions;
  private final List<JavaProcess> taskManagers = new ArrayList<>();
  private final List<JavaProcess> clients = new ArrayList<>();

  private SessionCluster(
      Path directory,
      String classPath,
      int restPort,
      List<String> taskManagerMemory,
      Function<String, List<String>> jvmOptions) {
    this.directory = directory;
    this.classPath = classPath;
    this.rest = new FlinkRest(restPort);
    this.taskManagerMemory = taskManagerMemory;
    this.jvmOptions = jvmOptions;
    this.jobManager = start("jobmanager", JOB_MANAGER_MEMORY, JOB_MANAGER, configured());
  }

  /**
   * Starts a JobManager and {@code taskManagers} TaskManagers with one slot each, and waits until
   * they have found one another.
   *
   * @param directory for configuration, logs, checkpoints and savepoints
   * @param settings of Flink, beyond those of the fixture
   */
  static SessionCluster start(
      Path directory, String classPath, int taskManagers, Map<String, String> settings) {
    return start(
        directory, classPath, taskManagers, settings, TASK_MANAGER_MEMORY, name -> List.of());
  }

  /**
   * The same without TaskManagers.
   *
   * @param jvmOptions further ones of a process, by its name
   */
  static SessionCluster startJobManager(
      Path directory,
      String classPath,
      Map<String, String> settings,
      Function<String, List<String>> jvmOptions) {
    return start(directory, classPath, 0, settings, TASK_MANAGER_MEMORY, jvmOptions);
  }

  /**
   * The same with TaskManagers that touch all of their heap when they start, so that what their
   * processes grow by afterwards is not heap.
   */
  static SessionCluster startWithFixedHeaps(Path directory, String classPath, int taskManagers) {
    List<String> memory = new ArrayList<>(TASK_MANAGER_MEMORY);
    memory.addAll(List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch"));
    return start(directory, classPath, taskManagers, Map.of(), memory, name -> List.of());
  }

  private static SessionCluster start(
      Path directory,
      String classPath,
      int taskManagers,
      Map<String, String> settings,
      List<String> memory,
      Function<String, List<String>> jvmOptions) {
    int restPort = FreePorts.next();
    ClusterConfiguration.write(directory, restPort, settings);
    SessionCluster cluster = new SessionCluster(directory, classPath, restPort, memory, jvmOptions);
    try {
      for (int i = 0; i < taskManagers; i++) {
        cluster.startTaskManager();
      }
      cluster.awaitTaskManagers(taskManagers);
      return cluster;
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  FlinkRest rest() {
    return rest;
  }

  /** Starts another JobManager, which takes over when the one that leads is gone. */
  FlinkRest startStandby() {
    int port = FreePorts.next();
    List<String> args = new ArrayList<>(configured());
    args.addAll(List.of("-D", "rest.port=" + port));
    String name = "jobmanager-" + (standbys.size() + 2);
    standbys.add(start(name, JOB_MANAGER_MEMORY, JOB_MANAGER, args));
    return new FlinkRest(port);
  }

  /** Ends the JobManager that was started so many-th, from 0, without a chance to say so. */
  void killJobManager(int which) {
    (which == 0 ? jobManager : standbys.get(which - 1)).kill();
  }

  JavaProcess startTaskManager() {
    return startTaskManager(Map.of());
  }

  /** The same with more in its environment. */
  JavaProcess startTaskManager(Map<String, String> environment) {
    String id = "taskmanager-" + (taskManagers.size() + 1);
    List<String> args = new ArrayList<>(configured());
    args.addAll(List.of("-D", "taskmanager.resource-id=" + id));
    String main = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";
    JavaProcess process = start(id, taskManagerMemory, main, args, environment);
    taskManagers.add(process);
    return process;
  }

  long liveTaskManagers() {
    return taskManagers.stream().filter(JavaProcess::isAlive).count();
  }

  /** Ends the TaskManager that was started last, without a chance to say so to anybody. */
  void killATaskManager() {
    taskManagers.get(taskManagers.size() - 1).kill();
  }

  /** Stops the TaskManager that was started last as an orchestrator does; its status. */
  int stopATaskManager() {
    return taskManagers.get(taskManagers.size() - 1).terminate();
  }

  /** Ends the TaskManager with that process id in the same way. */
  void killTaskManager(long pid) {
    taskManagers.stream().filter(process -> process.pid() == pid).forEach(JavaProcess::kill);
  }

  /** Process ids of the TaskManagers that are there. */
  List<Long> taskManagerPids() {
    return taskManagers.stream().filter(JavaProcess::isAlive).map(JavaProcess::pid).toList();
  }

  void awaitTaskManagers(int count) {
    Eventually.holds(count + " TaskManagers", () -> hasTaskManagers(count), this::logs);
  }

  private boolean hasTaskManagers(int count) {
    if (!jobManager.isAlive()) {
      throw new AssertionError("the JobManager has ended\n" + logs());
    }
    try {
      return rest.taskManagers() == count;
    } catch (FlinkRest.Refused e) {
      return false; // It does not listen yet.
    }
  }

  void awaitRunning(String job) {
    Eventually.holds("job " + job + " runs", () -> rest.isRunning(job), () -> evidence(job));
  }

  /** Waits until a job has ended that way and all slots are free for another. */
  void awaitEnd(String job, String state) {
    Eventually.holds(
        "job " + job + " is " + state,
        () -> rest.state(job).equals(state) && areSlotsFree(),
        () -> evidence(job));
  }

  private boolean areSlotsFree() {
    return rest.freeSlots() == rest.taskManagers();
  }

  /** Cancels all jobs, so that every slot is free again. */
  void cancelAll() {
    rest.activeJobs().forEach(rest::cancel);
    Eventually.holds("no job is left", () -> rest.activeJobs().isEmpty(), this::logs);
    Eventually.holds("all slots are free", this::areSlotsFree, this::logs);
  }

  /** Runs Flink's command line, as {@code bin/flink} does, and gives what it has printed. */
  String flink(String... args) {
    String name = "client-" + (clients.size() + 1);
    String main = "org.apache.flink.client.cli.CliFrontend";
    List<String> memory = List.of("-Xmx256m");
    JavaProcess client = start(name, memory, main, List.of(args));
    clients.add(client);
    int status = client.await(Eventually.LIMIT);
    if (status != 0) {
      throw new CommandFailed("exit status " + status + "\n" + client.output());
    }
    return client.output();
  }

  /** Flink's command line has ended with another status than 0. */
  static final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    CommandFailed(String message) {
      super(message);
    }
  }

  /** The job's story and the logs, for a test that has failed. */
  String evidence(String job) {
    return rest.get("jobs/" + job).path("state") + "\n" + rest.exceptions(job) + logs();
  }

  /** The ends of all logs; the files stay in the directory. */
  String logs() {
    List<JavaProcess> all = new ArrayList<>(List.of(jobManager));
    all.addAll(standbys);
    all.addAll(taskManagers);
    return all.stream().map(JavaProcess::tail).collect(Collectors.joining());
  }

  @Override
  public void close() {
    taskManagers.forEach(JavaProcess::kill);
    clients.forEach(JavaProcess::close);
    standbys.forEach(JavaProcess::close);
    jobManager.close();
  }

  private List<String> configured() {
    return List.of("--configDir", directory.toString());
  }

  private JavaProcess start(String name, List<String> memory, String main, List<String> args) {
    return start(name, memory, main, args, Map.of());
  }

  private JavaProcess start(
      String name,
      List<String> memory,
      String main,
      List<String> args,
      Map<String, String> environment) {
    List<String> jvm = new ArrayList<>(memory);
    jvm.addAll(OPENS);
    jvm.add("-Djava.awt.headless=true");
    jvm.add("-Djava.io.tmpdir=" + directory); // a process that is killed clears nothing up
    // Flink has no setting for it; 10 s are short on a busy machine.
    jvm.add("-Dpekko.remote.classic.startup-timeout=180s");
    jvm.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    jvm.add("-Dlog.file=" + directory.resolve(name + ".log"));
    jvm.addAll(jvmOptions.apply(name));
    return JavaProcess.start(name, directory, classPath, jvm, main, args, environment);
  }
}
