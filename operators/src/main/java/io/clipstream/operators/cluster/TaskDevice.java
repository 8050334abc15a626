package io.clipstream.operators.cluster;

import io.clipstream.model.ModelException;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.externalresource.ExternalResourceInfo;

/** Which device a subtask computes on. */
public final class TaskDevice {
  /** The name under which Flink's configuration lists GPUs ({@code external-resources: gpu}). */
  public static final String RESOURCE = "gpu";

  private static final String INDEX = "index";

  private TaskDevice() {}

  /**
   * The device's name, for {@link io.clipstream.model.Devices#named}: a GPU that Flink has assigned
   * to this TaskManager, else what the job's option says. Flink shows all GPUs of a TaskManager to
   * all its subtasks; they take them in turn.
   *
   * @param assigned what {@code RuntimeContext.getExternalResourceInfos("gpu")} gives; empty where
   *     the cluster has no such resource
   * @param subtask index of the subtask, from 0
   * @param option the job's own choice
   * @throws ModelException if a resource has no usable index
   */
  public static String choose(Set<ExternalResourceInfo> assigned, int subtask, String option) {
    if (assigned.isEmpty()) {
      return option;
    }
    List<Integer> indices = assigned.stream().map(TaskDevice::index).sorted().toList();
    return "cuda:" + indices.get(subtask % indices.size());
  }

  private static int index(ExternalResourceInfo resource) {
    String index = resource.getProperty(INDEX).orElse("");
    try {
      return Integer.parseUnsignedInt(index);
    } catch (NumberFormatException e) {
      throw new ModelException(
          "external resource '"
              + RESOURCE
              + "' has the index '"
              + index
              + "', expected the number of a GPU; check the discovery script that"
              + " external-resource.gpu.param.discovery-script.path names",
          e);
    }
  }
}
