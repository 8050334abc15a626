package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.distribution.probe.ProbeJob;
import io.clipstream.distribution.probe.TwoGpus;
import io.clipstream.model.testing.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.api.common.externalresource.ExternalResourceDriverFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What a cluster does with the engine's native code, shown by a job that has little else. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class SessionClusterIT {
  private static final Path CLASSES = Path.of("target/test-classes").toAbsolutePath();
  private static final String PROBE = ProbeJob.class.getPackageName().replace('.', '/');

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path directory;

  private static SessionCluster cluster;
  private static Path job;
  private static Path orders;

  @BeforeAll
  static void startCluster() throws IOException {
    Path home = Files.createDirectory(directory.resolve("cluster"));
    Path plugin = Files.createDirectories(home.resolve("plugins/gpu"));
    Jars.of(plugin.resolve("driver.jar"), CLASSES, PROBE, List.of());
    Class<?> service = ExternalResourceDriverFactory.class;
    Jars.ofService(plugin.resolve("service.jar"), service, TwoGpus.class.getName());
    cluster = SessionCluster.start(home, ClassPaths.ofBuild().ofCluster(), 1, gpuSettings());
    job = Jars.of(directory.resolve("probe.jar"), CLASSES, PROBE, List.of(ClassPaths.JOB_JAR));
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

  @AfterEach
  void cancelWhatIsLeft() {
    cluster.cancelAll();
  }

  @Test
  void aJobIsSubmittedAgainToTheSameTaskManager() {
    for (int round = 1; round <= 3; round++) {
      String id = submit(job);
      cluster.awaitRunning(id);
      cluster.rest().cancel(id);
      cluster.awaitEnd(id, "CANCELED");
      assertThat(cluster.rest().exceptions(id))
          .doesNotContain("class loader", "classloader", "UnsatisfiedLinkError");
    }
    assertThat(cluster.liveTaskManagers()).as("none was started anew").isEqualTo(1);
  }

  @Test
  void aJobThatFailsOnceGoesOnInTheSameTaskManager() throws IOException {
    String id = submit(job);
    cluster.awaitRunning(id);
    Files.createFile(orders.resolve("fail"));
    Eventually.holds("restart", () -> cluster.rest().restarts(id) == 1, cluster::logs);
    cluster.awaitRunning(id);
    assertThat(cluster.rest().exceptions(id)).contains("ordered to fail");
  }

  @Test
  void aTaskTakesTheDeviceThatTheClusterAssigns() {
    String id = submit(job);
    cluster.awaitRunning(id);
    assertThat(orders.resolve("device-0")).hasContent("cuda:2");
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
            Stream.concat(Stream.of(ClassPaths.JOB_JAR), engine.stream()).toList());
    String id = submit(fat);
    Eventually.holds(
        "refusal",
        () -> cluster.rest().exceptions(id).contains("comes from the job's class loader"),
        () -> cluster.evidence(id));
    assertThat(cluster.rest().exceptions(id))
        .contains("ai.djl.engine.Engine comes from the job's class loader")
        .contains("put the jars of the distribution's lib/ into Flink's lib/");
  }

  private static String submit(Path jar) {
    String uploaded = cluster.rest().upload(jar);
    return cluster.rest().run(uploaded, ProbeJob.class.getName(), 1, List.of(orders.toString()));
  }
}
