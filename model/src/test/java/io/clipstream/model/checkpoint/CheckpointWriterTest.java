package io.clipstream.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.clipstream.model.ModelException;
import io.clipstream.model.encoder.Weights;
import io.clipstream.schemas.Digests;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CheckpointWriterTest {
  private static final CheckpointExtras EXTRAS =
      new CheckpointExtras(
          Map.of("merges.txt", "#version: 0.2\n".getBytes(StandardCharsets.UTF_8)),
          "# A model\n",
          Map.of("steps", "3"),
          Map.of());

  @TempDir Path dir;

  static List<Path> goldenDirectories() {
    return List.of(Golden.VIT_HF, Golden.VIT_OPENCLIP, Golden.RN_OPENCLIP, Golden.SIGLIP_HF);
  }

  private static void write(CheckpointDirectory source, Path target, DataType type) {
    try (Weights weights = source.load(Device.cpu(), DataType.FLOAT32)) {
      CheckpointWriter.write(
          target, source.config(), source.preprocessing(), weights.arrays(), type, EXTRAS);
    }
  }

  @ParameterizedTest
  @MethodSource("goldenDirectories")
  void readsBackExactlyWhatItWrote(Path golden) {
    CheckpointDirectory source = CheckpointDirectory.open(golden);
    write(source, dir.resolve("copy"), DataType.FLOAT32);
    CheckpointDirectory copy = CheckpointDirectory.open(dir.resolve("copy"));

    assertThat(copy.config()).isEqualTo(source.config());
    assertThat(copy.preprocessing()).isEqualTo(source.preprocessing());
    assertThat(copy.unknownTensors()).isEmpty();
    try (Weights before = source.load(Device.cpu(), DataType.FLOAT32);
        Weights after = copy.load(Device.cpu(), DataType.FLOAT32)) {
      before
          .arrays()
          .forEach(
              (name, array) -> assertThat(after.get(name).contentEquals(array)).as(name).isTrue());
    }
  }

  @ParameterizedTest
  @MethodSource("goldenDirectories")
  void writesHalfPrecisionRoundedToNearestEven(Path golden) {
    CheckpointDirectory source = CheckpointDirectory.open(golden);
    write(source, dir.resolve("half"), DataType.FLOAT16);
    CheckpointDirectory copy = CheckpointDirectory.open(dir.resolve("half"));

    try (Weights before = source.load(Device.cpu(), DataType.FLOAT32);
        Weights after = copy.load(Device.cpu(), DataType.FLOAT16)) {
      before
          .arrays()
          .forEach(
              (name, array) -> {
                NDArray rounded = array.toType(DataType.FLOAT16, true); // the engine's rounding
                assertThat(after.get(name).contentEquals(rounded)).as(name).isTrue();
              });
    }
  }

  @Test
  void writesTheSameBytesFromTheSameArrays() {
    CheckpointDirectory source = CheckpointDirectory.open(Golden.VIT_HF);
    write(source, dir.resolve("one"), DataType.FLOAT16);
    write(source, dir.resolve("two"), DataType.FLOAT16);

    assertThat(Integrity.verify(dir.resolve("one")))
        .isEqualTo(Integrity.verify(dir.resolve("two")));
  }

  @Test
  void keepsCardTokenizerAndMetadata() throws IOException {
    write(CheckpointDirectory.open(Golden.VIT_HF), dir.resolve("c"), DataType.FLOAT16);

    assertThat(dir.resolve("c/README.md")).hasContent("# A model\n");
    assertThat(dir.resolve("c/merges.txt")).hasContent("#version: 0.2\n");
    try (Safetensors file = Safetensors.open(dir.resolve("c/model.safetensors"))) {
      assertThat(file.metadata()).containsEntry("steps", "3").containsEntry("format", "pt");
    }
    assertThat(files(dir)).containsExactly("c");
  }

  @Test
  void refusesAnExistingTarget() throws IOException {
    Files.createDirectory(dir.resolve("taken"));

    assertThatThrownBy(
            () ->
                write(
                    CheckpointDirectory.open(Golden.VIT_HF),
                    dir.resolve("taken"),
                    DataType.FLOAT32))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("taken exists already");
    assertThat(files(dir.resolve("taken"))).isEmpty();
  }

  @Test
  void leavesNothingWhenTheDiskIsFull() throws IOException {
    CheckpointDirectory source = CheckpointDirectory.open(Golden.VIT_HF);
    try (Weights weights = source.load(Device.cpu(), DataType.FLOAT32)) {
      assertThatThrownBy(
              () ->
                  CheckpointWriter.write(
                      dir.resolve("full"),
                      source.config(),
                      source.preprocessing(),
                      weights.arrays(),
                      DataType.FLOAT32,
                      EXTRAS,
                      file -> new FullDisk(Files.newOutputStream(file), 1_000_000)))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("full")
          .hasMessageContaining("No space left");
    }
    assertThat(files(dir)).isEmpty();
  }

  @Test
  void namesTheParameterThatHalfPrecisionCannotHold() throws IOException {
    CheckpointDirectory source = CheckpointDirectory.open(Golden.VIT_HF);
    try (Weights weights = source.load(Device.cpu(), DataType.FLOAT32)) {
      Map<String, NDArray> arrays = new HashMap<>(weights.arrays());
      arrays.put("ln_final.bias", weights.get("ln_final.bias").add(1e6f));
      assertThatThrownBy(
              () ->
                  CheckpointWriter.write(
                      dir.resolve("big"),
                      source.config(),
                      source.preprocessing(),
                      arrays,
                      DataType.FLOAT16,
                      EXTRAS))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("text_model.final_layer_norm.bias")
          .hasMessageContaining("65504");
    }
    assertThat(files(dir)).isEmpty();
  }

  @Test
  void namesTheFileWhoseHashDiffers() throws IOException {
    write(CheckpointDirectory.open(Golden.RN_OPENCLIP), dir.resolve("c"), DataType.FLOAT16);
    Path weights = dir.resolve("c/open_clip_model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 1] ^= 1;
    Files.write(weights, bytes);

    assertThatThrownBy(() -> Integrity.verify(dir.resolve("c")))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("open_clip_model.safetensors: expected SHA-256")
        .hasMessageContaining("found " + Digests.sha256(weights));
  }

  @Test
  void refusesFilesThatAreMissingUnlistedOrElsewhere() throws IOException {
    write(CheckpointDirectory.open(Golden.RN_OPENCLIP), dir.resolve("c"), DataType.FLOAT16);
    Path sums = dir.resolve("c/SHA256SUMS");
    String listed = Files.readString(sums);

    Files.writeString(dir.resolve("c/config.json"), "{}");
    assertThatThrownBy(() -> Integrity.verify(dir.resolve("c")))
        .hasMessageContaining("config.json")
        .hasMessageContaining("listed");
    Files.delete(dir.resolve("c/config.json"));

    Files.writeString(sums, listed + "0".repeat(64) + "  ../../etc/passwd\n");
    assertThatThrownBy(() -> Integrity.verify(dir.resolve("c")))
        .hasMessageContaining("plain file name");

    Files.writeString(sums, listed + "0".repeat(64) + "  gone.txt\n");
    assertThatThrownBy(() -> Integrity.verify(dir.resolve("c")))
        .hasMessageContaining("gone.txt is missing");
  }

  private static List<String> files(Path dir) throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  /** Takes so many bytes and fails from there on. */
  private static final class FullDisk extends FilterOutputStream {
    private int left;

    FullDisk(OutputStream out, int left) {
      super(out);
      this.left = left;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      left -= length;
      if (left < 0) {
        throw new IOException("No space left on device");
      }
      out.write(bytes, offset, length);
    }
  }
}
