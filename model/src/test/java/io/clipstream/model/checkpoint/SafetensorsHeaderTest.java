package io.clipstream.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.model.ModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers that break the format, and files that are damaged. */
class SafetensorsHeaderTest extends SafetensorsFixture {
  @Test
  void freeTextIsBounded() throws IOException {
    StringBuilder many = new StringBuilder("{\"__metadata__\":{\"a\":\"\"");
    for (int i = 0; i < 20_000; i++) {
      many.append(",\"").append(i).append("\":\"\"");
    }
    String large = "x".repeat(9 << 20);
    for (String header :
        List.of(
            many + "}}",
            "{\"__metadata__\":{\"a\":\"%s\",\"b\":\"%s\"}}".formatted(large, large))) {
      Path file = file(header, new byte[0]);
      assertThatThrownBy(() -> Safetensors.open(file))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("a __metadata__ of at most");
    }
  }

  @Test
  void namesThatActOnTerminalsAreEscapedInErrors() throws IOException {
    String hostile = "\\u001b]0;pwned\\u0007\\u009b31m\\u202e";
    for (String header :
        List.of(
            "{\"a\":{\"%s\":1}}".formatted(hostile),
            "{\"%s\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}".formatted(hostile),
            "{\"a\":{\"dtype\":\"%s\"}}".formatted(hostile),
            "{\"__metadata__\":{\"%s\":1}}".formatted(hostile))) {
      Path file = file(header, new byte[4]);
      assertThatThrownBy(() -> Safetensors.open(file))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("\\u001b]0;pwned\\u0007\\u009b31m\\u202e")
          .message()
          .doesNotContain("\u001b", "\u0007", "\u009b", "\u202e");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'t':{'dtype':'F33','shape':[2],'data_offsets':[0,8]}} | tensor t: expected a dtype",
        "{'t':{'dtype':'F32','shape':[2],'data_offsets':[0,12]}} | 8 bytes for F32 of shape [2]",
        "{'t':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}} | data_offsets [8, 0]",
        "{'t':{'dtype':'F32','shape':[3],'data_offsets':[0,12]}} | within the file's 8 data bytes",
        "{'t':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | which leaves a hole",
        "{'t':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | expected 4 data bytes",
        "{'t':{'dtype':'F32','shape':[4611686018427387904],'data_offsets':[0,8]}} | 2^63",
        "{'t':{'dtype':'F32','shape':[3037000500,3037000500],'data_offsets':[0,8]}} | 2^63",
        "{'t':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,8]}} | JSON",
        "{'t':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}} | found -2",
        "{'t':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}} | expected VALUE_NUMBER_INT",
        "{'t':{'dtype':'F32','shape':[NaN],'data_offsets':[0,8]}} | JSON",
        "{'t':{'dtype':'F32','shape':[1,1,1,1,1,1,1,1,2],'data_offsets':[0,8]}} | at most 8",
        "{'t':{'dtype':'F32','shape':[2],'data_offsets':[0,4,8]}} | at most 2",
        "{'t':{'dtype':'F32','shape':[2],'data_offsets':[0]}} | two data_offsets",
        "{'t':{'dtype':'F32','shape':[2]}} | two data_offsets",
        "{'t':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'x':1}} | found x",
        "{'t':[]} | expected START_OBJECT",
        "{'__metadata__':{'a':1}} | __metadata__.a: expected VALUE_STRING",
        "[] | header: expected START_OBJECT",
        "{} {} | nothing behind",
        "{'t': | JSON"
      })
  void refusesAHeaderThatBreaksTheFormat(String header, String message) throws IOException {
    Path file = file(header.replace('\'', '"'), new byte[8]);

    assertThatThrownBy(() -> Safetensors.open(file))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("bad.safetensors")
        .hasMessageContaining(message);
  }

  @Test
  void refusesAHeaderInAnotherEncodingOrWithAMark() throws IOException {
    String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
    List<byte[]> headers =
        List.of(
            ("\ufeff" + header).getBytes(StandardCharsets.UTF_8),
            header.getBytes(StandardCharsets.UTF_16LE),
            header.getBytes(StandardCharsets.UTF_16BE),
            header.getBytes(StandardCharsets.UTF_16),
            header.getBytes(Charset.forName("UTF-32LE")));
    for (byte[] bytes : headers) {
      ByteBuffer file = ByteBuffer.allocate(8 + bytes.length + 4).order(ByteOrder.LITTLE_ENDIAN);
      Path path = dir.resolve("bad.safetensors");
      Files.write(path, file.putLong(bytes.length).put(bytes).array());
      assertThatThrownBy(() -> Safetensors.open(path))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("no UTF-8 without a mark, expected '{'");
    }
  }

  @Test
  void refusesOverlappingTensorsAndNamesTheSecond() throws IOException {
    Path file =
        file(
            """
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},
             "b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""",
            new byte[12]);

    assertThatThrownBy(() -> Safetensors.open(file))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("tensor b: expected an offset of 8, found 4, which overlaps");
  }

  @Test
  void refusesADuplicateName() throws IOException {
    String tensor = "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";
    Path file = file("{" + tensor + "," + tensor + "}", new byte[4]);

    assertThatThrownBy(() -> Safetensors.open(file))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("Duplicate field 'a'");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 1000, 100_000_001, 1L << 40, Long.MAX_VALUE, -1, Long.MIN_VALUE})
  void refusesAHeaderLengthThatTheFileCannotHold(long length) throws IOException {
    Path file = file(length, "{}", new byte[0]);

    assertThatThrownBy(() -> Safetensors.open(file))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("expected a header of at most 2 bytes");
  }

  @Test
  void refusesEveryTruncation() throws IOException {
    byte[] whole = Files.readAllBytes(Golden.VIT_OPENCLIP.resolve("open_clip_model.safetensors"));
    Path file = dir.resolve("cut.safetensors");
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      int length = i < 20 ? i : random.nextInt(i % 2 == 0 ? 6000 : whole.length);
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Safetensors.open(file))
          .as("cut to %d", length)
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("cut.safetensors");
    }
  }

  @Test
  void neverFailsOtherThanClearlyOnFlippedBytesInTheHeader() throws IOException {
    byte[] whole = Files.readAllBytes(Golden.VIT_OPENCLIP.resolve("open_clip_model.safetensors"));
    Path file = dir.resolve("flipped.safetensors");
    Random random = new Random(2);
    int refused = 0;
    for (int i = 0; i < 500; i++) {
      byte[] flipped = whole.clone();
      flipped[random.nextInt(5472)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, flipped);
      try (Safetensors read = Safetensors.open(file)) {
        assertThat(read.names()).isNotEmpty(); // a letter of a name, then
      } catch (ModelException e) {
        assertThat(e).hasMessageContaining("flipped.safetensors").message().hasLineCount(1);
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(200);
  }
}
