package io.clipstream.learning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clipstream.learning.rounds.RoundManifest;
import io.clipstream.learning.rounds.UsedFiles;
import io.clipstream.learning.store.StoredFile;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

class RoundStateCodecTest {
  private static final RoundManifest PLAN =
      new RoundManifest(
          "r",
          "p",
          "/p",
          "",
          1,
          "why",
          List.of(new StoredFile("train/part-a-0.avro", 7)),
          List.of(),
          List.of(),
          List.of());

  private static RoundMemory memory() {
    UsedFiles used = new UsedFiles();
    used.add("train/part-b-3.avro");
    return new RoundMemory(
        Optional.of(PLAN),
        2,
        used,
        List.of(new SetApart("q", List.of("train/part-c-1.avro"), "no disk", 5)),
        17,
        List.of("a", "b"),
        Optional.of("request b"));
  }

  private static void requireSame(RoundMemory read, RoundMemory written) {
    assertThat(read).usingRecursiveComparison().ignoringFields("used").isEqualTo(written);
    assertThat(read.used().encoded()).isEqualTo(written.used().encoded());
  }

  @Test
  void whatIsWrittenIsRead() {
    requireSame(RoundStateCodec.decode(RoundStateCodec.encode(memory())), memory());
    requireSame(
        RoundStateCodec.decode(RoundStateCodec.encode(RoundMemory.none(3))), RoundMemory.none(3));
  }

  @Test
  void theStateOfANewerVersionIsReadButForItsNewFields() throws Exception {
    GenericRecord record;
    try (DataFileReader<GenericRecord> in =
        new DataFileReader<>(
            new SeekableByteArrayInput(RoundStateCodec.encode(memory())),
            new GenericDatumReader<>())) {
      record = in.next();
    }
    ObjectNode json = (ObjectNode) new ObjectMapper().readTree(record.getSchema().toString());
    ObjectNode field = ((ArrayNode) json.get("fields")).insertObject(0);
    field.put("name", "later").put("type", "string");
    Schema newer = new Schema.Parser().parse(json.toString());
    GenericRecord next = new GenericData.Record(newer);
    next.put("later", "unknown here");
    record.getSchema().getFields().forEach(f -> next.put(f.name(), record.get(f.name())));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataFileWriter<GenericRecord> out =
        new DataFileWriter<>(new GenericDatumWriter<>(newer))) {
      out.create(newer, bytes);
      out.append(next);
    }
    requireSame(RoundStateCodec.decode(bytes.toByteArray()), memory());
  }

  /** As the job wrote it before it wrote Avro, with a field that this version does not know. */
  @Test
  void theTextOfEarlierVersionsIsRead() {
    String manifest =
        "{\\\"roundId\\\":\\\"r\\\",\\\"parentId\\\":\\\"p\\\",\\\"parent\\\":\\\"/p\\\","
            + "\\\"parentSha256\\\":\\\"\\\",\\\"seed\\\":1,\\\"reason\\\":\\\"why\\\","
            + "\\\"newFiles\\\":[{\\\"path\\\":\\\"train/part-a-0.avro\\\",\\\"length\\\":7}],"
            + "\\\"oldFiles\\\":[],\\\"heldOutNew\\\":[],\\\"heldOutOld\\\":[],\\\"odd\\\":1}";
    String text =
        "{\"manifest\":\""
            + manifest
            + "\",\"used\":\"{\\\"train/part-b-*.avro\\\":\\\"CA==\\\"}\",\"lastRoundMillis\":17,"
            + "\"requests\":[\"a\",\"b\"],\"request\":\"request b\",\"odd\":true}";
    RoundMemory read = RoundMemory.ofText(text);
    assertThat(read.manifest()).contains(PLAN);
    assertThat(read.used().contains("train/part-b-3.avro")).isTrue();
    assertThat(read.used().contains("train/part-b-2.avro")).isFalse();
    assertThat(read.lastRoundMillis()).isEqualTo(17);
    assertThat(read.requests()).containsExactly("a", "b");
    assertThat(read.request()).contains("request b");
    assertThat(
            RoundMemory.ofText("{\"manifest\":null,\"used\":\"{}\",\"request\":null}").manifest())
        .isEmpty();
  }
}
