package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.distribution.probe.ProbeJob;
import io.clipstream.distribution.probe.TwoGpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.api.common.externalresource.ExternalResourceDriverFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a cluster does with the engine's native code, shown by a job that has little else. */
class SessionClusterIT {
  private static final Path CLASSES = Path.of("target/test-classes").toAbsolutePath();
  private static final String PROBE = ProbeJob.class.getPackageName().replace('.', '/');

  @TempDir static Path directory;
  private static SessionCluster cluster;
  private static Path job;
  private static Path orders;

  @BeforeAll
  static void startCluster() throws IOException {
    Path services = directory.resolve("gpus.jar");
    Jars.ofService(services, ExternalResourceDriverFactory.class, TwoGpus.class.getName());
    Path gpus = Jars.of(directory.resolve("gpu-driver.jar"), CLASSES, PROBE, List.of());
    String path = ClassPaths.ofBuild().ofCluster() + ":" + services + ":" + gpus;
    cluster = SessionCluster.start(directory.resolve("cluster"), path, 1, gpuSettings());
    job =
        Jars.of(directory.resolve("probe.jar"), CLASSES, PROBE, List.of(ClassPaths.JOB_JAR));
  }

  private static Map<String, String> gpuSettings() {
    return Map.of(
        "external-resources", "gpu",
        "external-resource.gpu.amount", "2",
        "external-resource.gpu.driver-factory.class", TwoGpus.class.getName());
  }

  @AfterAll
  static void stopCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @BeforeEach
  void makeDirectoryForOrders() throws IOException {
    orders = Files.createTempDirectory(directory, "orders");
  }

  @Test
  void aJobIsSubmittedAgainToTheSameTaskManager() {
    for (int round = 1; round <= 3; round++) {
      String id = submit(job);
      cluster.awaitRunning(id);
      cluster.rest().cancel(id);
      cluster.awaitState(id, "CANCELED");
      assertThat(cluster.rest().exceptions(id)).isEmpty();
    }
    assertThat(cluster.taskManager(1).isAlive()).isTrue();
  }

  @Test
  void aJobThatFailsOnceGoesOnInTheSameTaskManager() throws IOException {
    String id = submit(job);
    cluster.awaitRunning(id);
    Files.createFile(orders.resolve("fail"));
    Eventually.holds("restart", () -> cluster.rest().restarts(id) == 1, cluster::logs);
    cluster.awaitRunning(id);
    assertThat(cluster.rest().exceptions(id)).contains("ordered to fail");
    cluster.rest().cancel(id);
    cluster.awaitState(id, "CANCELED");
  }

  @Test
  void aTaskTakesTheDeviceThatTheClusterAssigns() {
    String id = submit(job);
    cluster.awaitRunning(id);
    assertThat(orders.resolve("device-0")).hasContent("cuda:2");
    cluster.rest().cancel(id);
    cluster.awaitState(id, "CANCELED");
  }

  @Test
  void anEngineInTheJobsJarIsRefusedAndTheMessageSaysWhatToDo() {
    List<Path> engine =
        ClassPaths.ofBuild().lib().stream()
            .filter(jar -> jar.toString().matches(".*(djl|jna|gson|clipstream-model).*"))
            .filter(jar -> !jar.toString().contains("pytorch-native"))
            .toList();
    Path fat =
        Jars.of(
            directory.resolve("fat.jar"),
            CLASSES,
            PROBE,
            Stream.concat(
                    Stream.of(ClassPaths.JOB_JAR), engine.stream())
                .toList());
    String id = submit(fat);
    Eventually.holds(
        "refusal",
        () -> cluster.rest().exceptions(id).contains("comes from the job's class loader"),
        () -> cluster.evidence(id));
    assertThat(cluster.rest().exceptions(id))
        .contains("ai.djl.engine.Engine comes from the job's class loader")
        .contains("put the jars of the distribution's lib/ into Flink's lib/");
    cluster.rest().cancel(id);
    cluster.awaitState(id, "CANCELED");
  }

  private static String submit(Path jar) {
    String uploaded = cluster.rest().upload(jar);
    return cluster
        .rest()
        .run(uploaded, ProbeJob.class.getName(), 1, List.of(orders.toString()));
  }
}
