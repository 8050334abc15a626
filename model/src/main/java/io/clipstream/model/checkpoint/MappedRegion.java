package io.clipstream.model.checkpoint;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A read-only mapping of one tensor's bytes, unmapped on close. Left to the garbage collector a
 * mapping outlives its use by hours in a process whose heap is quiet, and a loop of model swaps
 * would keep every checkpoint it has ever read mapped.
 */
final class MappedRegion implements AutoCloseable {
  private static final MethodHandle UNMAP = findUnmap();

  private final MappedByteBuffer mapped;

  MappedRegion(FileChannel channel, long offset, int length) throws IOException {
    this.mapped = channel.map(FileChannel.MapMode.READ_ONLY, offset, length);
  }

  /** The bytes, little endian; not to be used after {@link #close}. */
  ByteBuffer bytes() {
    return mapped.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() {
    if (UNMAP == null || mapped.capacity() == 0) {
      return; // the collector unmaps it
    }
    try {
      UNMAP.invokeExact((ByteBuffer) mapped);
    } catch (Throwable e) {
      throw new IllegalStateException("cannot unmap", e);
    }
  }

  private static MethodHandle findUnmap() {
    try {
      Class<?> unsafe = Class.forName("sun.misc.Unsafe");
      var field = unsafe.getDeclaredField("theUnsafe");
      field.setAccessible(true);
      return MethodHandles.lookup()
          .findVirtual(unsafe, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
          .bindTo(field.get(null));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }
}
