package io.clipstream.model.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * An open safetensors file. Opening reads and checks the header; a tensor's bytes are mapped when
 * it is asked for, and copied once, straight into the memory of the array that keeps them: neither
 * heap nor direct buffers hold weights on the way.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class Safetensors implements AutoCloseable {
  private static final int LENGTH_BYTES = 8;

  private final Path file;
  private final FileChannel channel;
  private final SafetensorsHeader header;
  private final long dataStart;

  private Safetensors(Path file, FileChannel channel, SafetensorsHeader header, long dataStart) {
    this.file = file;
    this.channel = channel;
    this.header = header;
    this.dataStart = dataStart;
  }

  /**
   * Opens {@code file} and checks its header.
   *
   * @throws ModelException if the file cannot be read or breaks a rule of the format; the message
   *     names the tensor, what was expected and what was found
   */
  public static Safetensors open(Path file) {
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
      Safetensors opened = open(file, channel);
      channel = null;
      return opened;
    } catch (NoSuchFileException e) {
      throw new ModelException(file + " is missing", e);
    } catch (IOException e) {
      throw new ModelException(file + " cannot be read: " + e.getMessage(), e);
    } finally {
      closeQuietly(channel);
    }
  }

  private static Safetensors open(Path file, FileChannel channel) throws IOException {
    long fileBytes = channel.size();
    long headerBytes = headerLength(file, channel, fileBytes);
    channel.position(LENGTH_BYTES);
    InputStream json = new BoundedInput(Channels.newInputStream(channel), headerBytes);
    long dataStart = LENGTH_BYTES + headerBytes;
    SafetensorsHeader header = SafetensorsHeader.parse(file, json, fileBytes - dataStart);
    return new Safetensors(file, channel, header, dataStart);
  }

  private static long headerLength(Path file, FileChannel channel, long fileBytes)
      throws IOException {
    ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (length.hasRemaining()) {
      if (channel.read(length) < 0) {
        throw new ModelException(
            file + ": expected a safetensors file, found " + fileBytes + " bytes");
      }
    }
    long bytes = length.getLong(0);
    if (bytes < 2 || bytes > SafetensorsHeader.MAX_BYTES || bytes > fileBytes - LENGTH_BYTES) {
      throw new ModelException(
          file
              + ": expected a header of at most "
              + Math.min(SafetensorsHeader.MAX_BYTES, fileBytes - LENGTH_BYTES)
              + " bytes, found a length of "
              + Long.toUnsignedString(bytes)
              + "; the file is truncated or no safetensors file");
    }
    return bytes;
  }

  /** The file that was opened. */
  public Path file() {
    return file;
  }

  /** Names of the tensors, in the file's own order. */
  public Set<String> names() {
    return header.entries().keySet();
  }

  /** The header's free text entries. */
  public Map<String, String> metadata() {
    return header.metadata();
  }

  /**
   * Type and shape of a tensor.
   *
   * @throws ModelException if the file has no such tensor
   */
  public SafetensorsEntry entry(String name) {
    SafetensorsEntry entry = header.entries().get(name);
    if (entry == null) {
      throw new ModelException(file + ": tensor " + Printable.text(name) + " is missing");
    }
    return entry;
  }

  /**
   * A floating-point tensor's values in rows, on the heap: for small ones.
   *
   * @throws ModelException if the tensor is missing or holds integers
   */
  public float[] floats(String name) {
    SafetensorsEntry entry = entry(name);
    ElementCopy.requireFloating(file, entry);
    requireMappable(entry);
    float[] values = new float[(int) entry.size()];
    withBytes(entry, bytes -> ElementCopy.toFloats(bytes, entry.type(), values));
    return values;
  }

  /**
   * An integer tensor's values in rows, on the heap: for small ones.
   *
   * @throws ModelException if the tensor is missing or holds floating-point numbers
   */
  public long[] longs(String name) {
    SafetensorsEntry entry = entry(name);
    ElementCopy.requireInteger(file, entry);
    requireMappable(entry);
    long[] values = new long[(int) entry.size()];
    withBytes(entry, bytes -> ElementCopy.toLongs(bytes, entry.type(), values));
    return values;
  }

  /**
   * A floating-point tensor as an array of {@code target} on the manager's device, with memory of
   * its own.
   *
   * @param target {@link DataType#FLOAT32} or {@link DataType#FLOAT16}
   * @throws ModelException if the tensor is missing, holds integers, has more than 2 GiB, or a
   *     value that {@code target} cannot hold
   */
  public NDArray load(NDManager manager, String name, DataType target) {
    SafetensorsEntry entry = entry(name);
    Shape shape = new Shape(entry.shape().stream().mapToLong(Long::longValue).toArray());
    return NativeArray.fill(
        manager, shape, target, memory -> copy(entry, memory, target, Arrangement.inRows()));
  }

  /** Copies a tensor's elements, converted, to where {@code arrangement} says. */
  void copy(SafetensorsEntry entry, ByteBuffer memory, DataType target, Arrangement arrangement) {
    ElementCopy.requireFloating(file, entry);
    withBytes(entry, bytes -> ElementCopy.convert(file, entry, bytes, memory, target, arrangement));
  }

  private void withBytes(SafetensorsEntry entry, Consumer<ByteBuffer> use) {
    int length = requireMappable(entry);
    try (MappedRegion region = new MappedRegion(channel, dataStart + entry.begin(), length)) {
      use.accept(region.bytes());
    } catch (IOException e) {
      throw new ModelException(file + " cannot be read: " + e.getMessage(), e);
    } catch (InternalError e) {
      // What the JVM makes of a page fault: the file shrank under the mapping.
      throw new ModelException(file + ": tensor " + entry.name() + ": the file has changed", e);
    }
  }

  private int requireMappable(SafetensorsEntry entry) {
    long length = entry.end() - entry.begin();
    if (length > Integer.MAX_VALUE) {
      throw new ModelException(
          file
              + ": tensor "
              + entry.name()
              + ": expected at most "
              + Integer.MAX_VALUE
              + " bytes, found "
              + length);
    }
    return (int) length;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void closeQuietly(FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // The failure that led here is the one to report.
      }
    }
  }
}
