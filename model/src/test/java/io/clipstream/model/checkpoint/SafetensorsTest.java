package io.clipstream.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ModelException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SafetensorsTest extends SafetensorsFixture {
  @Test
  void readsEveryFloatingPointType() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    data.putDouble(-2.5).putDouble(0.5).putFloat(-2.5f).putFloat(0.5f);
    data.putShort((short) 0xc100).putShort((short) 0x3800); // binary16
    data.putShort((short) 0xc020).putShort((short) 0x3f00); // bfloat16
    Path file =
        file(
            """
            {"d":{"dtype":"F64","shape":[2],"data_offsets":[0,16]},
             "f":{"dtype":"F32","shape":[2],"data_offsets":[16,24]},
             "h":{"dtype":"F16","shape":[2],"data_offsets":[24,28]},
             "b":{"dtype":"BF16","shape":[2],"data_offsets":[28,32]}}""",
            data.array());

    try (Safetensors read = Safetensors.open(file);
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      for (String name : read.names()) {
        assertThat(read.floats(name)).as(name).containsExactly(-2.5f, 0.5f);
        for (DataType type : new DataType[] {DataType.FLOAT32, DataType.FLOAT16}) {
          NDArray array = read.load(manager, name, type);
          assertThat(array.getDataType()).isEqualTo(type);
          assertThat(array.toType(DataType.FLOAT32, true).toFloatArray())
              .as(name)
              .containsExactly(-2.5f, 0.5f);
        }
      }
    }
  }

  @Test
  void readsIntegersUnsignedWhereTheTypeSaysSo() throws IOException {
    Path file =
        file(
            """
            {"i8":{"dtype":"I8","shape":[1],"data_offsets":[0,1]},
             "u8":{"dtype":"U8","shape":[],"data_offsets":[1,2]},
             "bool":{"dtype":"BOOL","shape":[1,1],"data_offsets":[2,3]},
             "i16":{"dtype":"I16","shape":[1],"data_offsets":[3,5]},
             "u16":{"dtype":"U16","shape":[1],"data_offsets":[5,7]},
             "i32":{"dtype":"I32","shape":[1],"data_offsets":[7,11]},
             "u32":{"dtype":"U32","shape":[1],"data_offsets":[11,15]},
             "i64":{"dtype":"I64","shape":[1],"data_offsets":[15,23]}}""",
            filled(23, 0xff));

    try (Safetensors read = Safetensors.open(file)) {
      assertThat(read.longs("i8")).containsExactly(-1);
      assertThat(read.longs("u8")).containsExactly(255);
      assertThat(read.longs("bool")).containsExactly(255);
      assertThat(read.longs("i16")).containsExactly(-1);
      assertThat(read.longs("u16")).containsExactly(65535);
      assertThat(read.longs("i32")).containsExactly(-1);
      assertThat(read.longs("u32")).containsExactly(4294967295L);
      assertThat(read.longs("i64")).containsExactly(-1);
      assertThatThrownBy(() -> read.floats("i64"))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("tensor i64: expected floating-point numbers, found I64");
      assertThatThrownBy(() -> read.entry("none"))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("tensor none is missing");
    }
  }

  @Test
  void saysWhichFileIsMissing() {
    assertThatThrownBy(() -> Safetensors.open(dir.resolve("none.safetensors")))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("none.safetensors is missing");
  }

  @Test
  void refusesToLoadAsBfloat16ForTheEngineDoesNotSurviveIt() {
    try (Safetensors read =
            Safetensors.open(Golden.VIT_OPENCLIP.resolve("open_clip_model.safetensors"));
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      assertThatThrownBy(() -> read.load(manager, "logit_scale", DataType.BFLOAT16))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("FLOAT32 or FLOAT16");
    }
  }

  @Test
  void alignsTheDataAndKeepsTheOrderGiven() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      Map<String, NDArray> tensors = new LinkedHashMap<>();
      tensors.put("z", manager.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3)).transpose());
      tensors.put("a", manager.create(7f));
      new SafetensorsWriter("out", DataType.FLOAT32).write(out, Map.of("k", "v"), tensors);
    }
    Path file = Files.write(dir.resolve("out.safetensors"), out.toByteArray());

    long header = ByteBuffer.wrap(out.toByteArray()).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertThat(header % 8).isZero();
    try (Safetensors read = Safetensors.open(file)) {
      assertThat(read.names()).containsExactly("z", "a");
      assertThat(read.entry("z").shape()).containsExactly(3L, 2L);
      assertThat(read.entry("a").shape()).isEmpty();
      assertThat(read.floats("z")).containsExactly(1, 4, 2, 5, 3, 6);
      assertThat(read.floats("a")).containsExactly(7);
      assertThat(read.metadata()).containsExactly(Map.entry("k", "v"));
    }
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
