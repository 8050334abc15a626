package io.clipstream.distribution.probe;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.DeviceLease;
import io.clipstream.operators.cluster.ModelClassPath;
import io.clipstream.operators.cluster.TaskDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/** Adds one to every number, in native code. */
final class NativeProbe extends RichMapFunction<Long, Long> {
  private static final long serialVersionUID = 1;

  private final String directory;
  private transient DeviceLease device;
  private transient NDManager manager;

  NativeProbe(String directory) {
    this.directory = directory;
  }

  @Override
  public void open(OpenContext context) throws IOException {
    ModelClassPath.require();
    int subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    device =
        TaskDevice.lease(getRuntimeContext().getExternalResourceInfos(TaskDevice.RESOURCE), "cpu");
    Files.writeString(Path.of(directory, "device-" + subtask), device.device());
    manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  }

  @Override
  public Long map(Long value) throws IOException, InterruptedException {
    if (Files.deleteIfExists(Path.of(directory, "fail"))) {
      throw new IOException("ordered to fail");
    }
    Thread.sleep(5);
    try (NDManager scope = manager.newSubManager()) {
      NDArray one = scope.full(new Shape(1), 1);
      return scope.create(new float[] {value}).add(one).toFloatArray().length + value;
    }
  }

  @Override
  public void close() {
    if (manager != null) {
      manager.close();
    }
    if (device != null) {
      device.close();
    }
  }
}
