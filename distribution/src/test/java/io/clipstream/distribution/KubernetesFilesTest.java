package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clipstream.jobs.TaggingJob;
import io.clipstream.jobs.TrainingJob;
import io.clipstream.jobs.options.TaggingJobSettings;
import io.clipstream.jobs.options.TrainingJobSettings;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.kubernetes.operator.api.FlinkDeployment;
import org.apache.flink.kubernetes.operator.api.spec.FlinkDeploymentSpec;
import org.apache.flink.kubernetes.operator.api.spec.FlinkVersion;
import org.apache.flink.kubernetes.operator.api.spec.JobSpec;
import org.apache.flink.kubernetes.operator.api.spec.UpgradeMode;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the files for Kubernetes to the types that read them; running them needs a cluster. */
class KubernetesFilesTest {
  private static final Map<String, Class<?>> JOBS =
      Map.of("tagging", TaggingJob.class, "training", TrainingJob.class);

  /** The newest version of the operator's types at hand knows no Flink 2: the word is put aside. */
  private static FlinkDeployment job(Path file) throws IOException {
    JsonNode document = KubernetesFiles.document(file, "FlinkDeployment");
    if (document.path("spec").has("flinkVersion")) {
      ObjectNode spec = (ObjectNode) document.get("spec");
      assertThat(spec.get("flinkVersion").asText()).isEqualTo("v2_2");
      spec.put("flinkVersion", FlinkVersion.v1_20.name());
    }
    return KubernetesFiles.strictly(document, FlinkDeployment.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tagging", "training"})
  void aJobIsWhatTheOperatorReads(String name) throws IOException {
    FlinkDeployment deployment = job(KubernetesFiles.BASE.resolve(name + ".yaml"));
    FlinkDeploymentSpec spec = deployment.getSpec();
    assertThat(deployment.getMetadata().getName()).isEqualTo(name);
    JobSpec job = spec.getJob();
    assertThat(job.getEntryClass()).isEqualTo(JOBS.get(name).getName());
    assertThat(job.getUpgradeMode()).isEqualTo(UpgradeMode.SAVEPOINT);
    assertThat(spec.getJobManager().getReplicas()).isGreaterThan(1);
    Configuration flink = Configuration.fromMap(spec.getFlinkConfiguration());
    flink.set(
        TaskManagerOptions.TOTAL_PROCESS_MEMORY,
        MemorySize.parse(spec.getTaskManager().getResource().getMemory()));
    flink.set(TaskManagerOptions.CPU_CORES, spec.getTaskManager().getResource().getCpu());
    assertThat(TaskExecutorProcessUtils.processSpecFromConfig(flink).getTaskHeapSize())
        .isGreaterThan(MemorySize.ofMebiBytes(512));
    assertThat(job.getArgs()).containsExactly("--config", mount(spec) + "/" + name + ".yaml");
    Path options = KubernetesFiles.BASE.resolve("options").resolve(name + ".yaml");
    parse(name, List.of("--config", options.toString()));
  }

  private static void parse(String name, List<String> arguments) {
    if (name.equals("tagging")) {
      assertThat(TaggingJobSettings.parse(arguments).job().name()).isEqualTo(name);
    } else {
      assertThat(TrainingJobSettings.parse(arguments).job().name()).isEqualTo(name);
    }
  }

  /** Where the options are, in the container that Flink's image runs. */
  private static String mount(FlinkDeploymentSpec spec) {
    Container flink = spec.getPodTemplate().getSpec().getContainers().get(0);
    assertThat(flink.getName()).isEqualTo("flink-main-container");
    assertThat(flink.getEnv())
        .extracting(EnvVar::getName)
        .contains("MALLOC_ARENA_MAX", "DJL_CACHE_DIR");
    return flink.getVolumeMounts().stream()
        .filter(volume -> volume.getName().equals("options"))
        .map(VolumeMount::getMountPath)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theGpuPatchIsPartOfAJobThatTheOperatorReads() throws IOException {
    FlinkDeployment patch = job(KubernetesFiles.GPU.resolve("tagging.yaml"));
    assertThat(patch.getMetadata().getName()).isEqualTo("tagging");
    assertThat(patch.getSpec().getFlinkConfiguration())
        .containsEntry("external-resources", "gpu")
        .containsEntry("external-resource.gpu.kubernetes.config-key", "nvidia.com/gpu");
  }

  @Test
  void theDashboardIsWhatKubernetesReads() throws IOException {
    Path file = KubernetesFiles.BASE.resolve("dashboard.yaml");
    JsonNode document = KubernetesFiles.document(file, "Deployment");
    Deployment deployment = KubernetesFiles.strictly(document, Deployment.class);
    KubernetesFiles.strictly(KubernetesFiles.document(file, "Service"), Service.class);
    var pod = deployment.getSpec().getTemplate().getSpec();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    Container container = pod.getContainers().get(0);
    assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(container.getArgs()).startsWith("dashboard");
  }

  @Test
  void storageIsWhatKubernetesReads() throws IOException {
    for (JsonNode document :
        KubernetesFiles.documents(KubernetesFiles.BASE.resolve("storage.yaml"))) {
      KubernetesFiles.strictly(document, PersistentVolumeClaim.class);
    }
  }

  @Test
  void whatIsListedIsThereAndWhatIsThereIsListed() throws IOException {
    JsonNode list =
        KubernetesFiles.document(
            KubernetesFiles.BASE.resolve("kustomization.yaml"), "Kustomization");
    assertThat(list.path("resources"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrderElementsOf(KubernetesFiles.names(KubernetesFiles.BASE));
    assertThat(list.path("configMapGenerator").path(0).path("files"))
        .extracting(file -> file.asText().replace("options/", ""))
        .containsExactlyInAnyOrderElementsOf(
            KubernetesFiles.names(KubernetesFiles.BASE.resolve("options")));
  }

  @Test
  void aFieldThatNobodyKnowsIsFound() throws IOException {
    Path file = KubernetesFiles.BASE.resolve("dashboard.yaml");
    JsonNode document = KubernetesFiles.document(file, "Deployment");
    ((ObjectNode) document.at("/spec/template/spec/containers/0")).put("comand", "x");
    assertThatThrownBy(() -> KubernetesFiles.strictly(document, Deployment.class))
        .hasMessageContaining("containers[0] does not know {comand=x}");
  }
}
