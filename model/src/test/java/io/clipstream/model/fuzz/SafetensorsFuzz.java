package io.clipstream.model.fuzz;

import io.clipstream.model.ModelException;
import io.clipstream.model.checkpoint.Safetensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** Any bytes as a safetensors file, and as the header of one, open or are refused. */
public final class SafetensorsFuzz {
  private static final TemporaryFiles FILES = new TemporaryFiles("safetensors-fuzz");

  private SafetensorsFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    open(FILES.write("raw.safetensors", data));
    ByteBuffer framed = ByteBuffer.allocate(8 + data.length + 64).order(ByteOrder.LITTLE_ENDIAN);
    framed.putLong(data.length).put(data);
    open(FILES.write("framed.safetensors", framed.array()));
  }

  private static void open(Path file) {
    try (Safetensors tensors = Safetensors.open(file)) {
      tensors.names().forEach(tensors::entry);
      tensors.metadata();
    } catch (ModelException refused) {
      // as it should be
    }
  }
}
