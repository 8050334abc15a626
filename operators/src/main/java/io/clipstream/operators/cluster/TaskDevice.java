package io.clipstream.operators.cluster;

import io.clipstream.model.DeviceLease;
import io.clipstream.schemas.ResourceException;
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
   * A device for a subtask, which it gives back when it closes: of the GPUs that Flink has assigned
   * to this TaskManager the one that the fewest subtasks of the process have, else what the job's
   * option says. Flink shows all GPUs of a TaskManager to all its subtasks; which of a job's
   * subtasks share a TaskManager is nowhere said, so their numbers are of no use.
   *
   * @param assigned what {@code RuntimeContext.getExternalResourceInfos("gpu")} gives; empty where
   *     the cluster has no such resource
   * @param option the job's own choice
   * @throws ResourceException if a resource has no usable index
   */
  public static DeviceLease lease(Set<ExternalResourceInfo> assigned, String option) {
    if (assigned.isEmpty()) {
      return DeviceLease.of(List.of(option));
    }
    return DeviceLease.of(
        assigned.stream().map(TaskDevice::index).sorted().map(i -> "cuda:" + i).toList());
  }

  private static int index(ExternalResourceInfo resource) {
    String index = resource.getProperty(INDEX).orElse("");
    try {
      return Integer.parseUnsignedInt(index);
    } catch (NumberFormatException e) {
      throw new ResourceException(
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
