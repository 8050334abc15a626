package io.clipstream.model.checkpoint;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ModelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/**
 * Arrays filled and read in place, through a view of the engine's own memory: no copy is staged on
 * the heap or in direct buffers, which Flink caps, and no array aliases a buffer that Java owns.
 */
final class NativeArray {
  private NativeArray() {}

  /**
   * A new array on the manager's device.
   *
   * @param fill writes every element into the view that it is given, in rows, little endian
   */
  static NDArray fill(NDManager manager, Shape shape, DataType type, Consumer<ByteBuffer> fill) {
    requireSupported(shape, type);
    if (manager.getDevice().isGpu()) {
      try (NDManager host = manager.newSubManager(Device.cpu())) {
        NDArray onDevice = fill(host, shape, type, fill).toDevice(manager.getDevice(), true);
        onDevice.attach(manager);
        return onDevice;
      }
    }
    NDArray array = manager.create(shape, type);
    boolean filled = false;
    try {
      fill.accept(view(array));
      filled = true;
      return array;
    } finally {
      if (!filled) {
        array.close();
      }
    }
  }

  /** Calls {@code use} with a view of the array's elements in rows, little endian. */
  static void read(NDArray array, Consumer<ByteBuffer> use) {
    requireSupported(array.getShape(), array.getDataType());
    try (NDManager scope = array.getManager().newSubManager()) {
      // A handle of its own, so that the copies made for an array in another order or on another
      // device end here.
      NDArray local = array.stopGradient();
      local.attach(scope);
      use.accept(view(local.toDevice(Device.cpu(), false)));
    }
  }

  private static ByteBuffer view(NDArray array) {
    return array.toByteBuffer(true).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void requireSupported(Shape shape, DataType type) {
    if (type != DataType.FLOAT32 && type != DataType.FLOAT16) {
      throw new ModelException(
          "weights of type "
              + type
              + ": expected FLOAT32 or FLOAT16 (bfloat16 is cast to inside the encoder)");
    }
    if (shape.size() * type.getNumOfBytes() > Integer.MAX_VALUE) {
      throw new ModelException("array of shape " + shape + ": expected at most 2 GiB");
    }
  }
}
