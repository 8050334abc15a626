package io.clipstream.learning;

import io.clipstream.learning.rounds.RoundManifest;
import io.clipstream.learning.rounds.UsedFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;

/**
 * The state of rounds as bytes: an Avro file of one record. The file holds the schema that wrote
 * it, so an older version reads what a newer one wrote, but for the fields that it does not know.
 */
public final class RoundStateCodec {
  private static final Schema SCHEMA = schema();
  private static final Schema APART = SCHEMA.getField("setApart").schema().getElementType();

  private RoundStateCodec() {}

  private static Schema schema() {
    try (InputStream in = RoundStateCodec.class.getResourceAsStream("RoundState.avsc")) {
      return new Schema.Parser().parse(in);
    } catch (IOException e) {
      throw new IllegalStateException("RoundState.avsc cannot be read", e);
    }
  }

  public static byte[] encode(RoundMemory memory) {
    GenericRecord state = new GenericData.Record(SCHEMA);
    state.put("manifest", memory.manifest().map(RoundManifest::encoded).orElse(null));
    state.put("failures", memory.failures());
    state.put("used", memory.used().encoded());
    state.put("lastRoundMillis", memory.lastRoundMillis());
    state.put("requests", memory.requests());
    state.put("request", memory.request().orElse(null));
    state.put("setApart", memory.apart().stream().map(RoundStateCodec::apart).toList());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataFileWriter<GenericRecord> out =
        new DataFileWriter<>(new GenericDatumWriter<>(SCHEMA))) {
      out.create(SCHEMA, bytes);
      out.append(state);
    } catch (IOException e) {
      throw new IllegalStateException("cannot write the state of the rounds", e);
    }
    return bytes.toByteArray();
  }

  private static GenericRecord apart(SetApart round) {
    GenericRecord apart = new GenericData.Record(APART);
    apart.put("roundId", round.roundId());
    apart.put("files", round.files());
    apart.put("reason", round.reason());
    apart.put("sinceMillis", round.sinceMillis());
    return apart;
  }

  public static RoundMemory decode(byte[] bytes) {
    try (DataFileReader<GenericRecord> in =
        new DataFileReader<>(
            new SeekableByteArrayInput(bytes), new GenericDatumReader<>(null, SCHEMA))) {
      return memory(in.next());
    } catch (IOException | AvroRuntimeException e) {
      throw new IllegalStateException("the state of the rounds cannot be read", e);
    }
  }

  private static RoundMemory memory(GenericRecord state) {
    List<SetApart> apart = new ArrayList<>();
    for (Object round : (List<?>) state.get("setApart")) {
      apart.add(setApart((GenericRecord) round));
    }
    return new RoundMemory(
        text(state, "manifest").map(RoundManifest::parse),
        (Integer) state.get("failures"),
        UsedFiles.parse(state.get("used").toString()),
        apart,
        (Long) state.get("lastRoundMillis"),
        texts(state, "requests"),
        text(state, "request"));
  }

  private static SetApart setApart(GenericRecord round) {
    return new SetApart(
        round.get("roundId").toString(),
        texts(round, "files"),
        round.get("reason").toString(),
        (Long) round.get("sinceMillis"));
  }

  private static Optional<String> text(GenericRecord record, String field) {
    return Optional.ofNullable(record.get(field)).map(Object::toString);
  }

  private static List<String> texts(GenericRecord record, String field) {
    return ((List<?>) record.get(field)).stream().map(Object::toString).toList();
  }
}
