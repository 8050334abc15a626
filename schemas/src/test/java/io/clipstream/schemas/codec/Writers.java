package io.clipstream.schemas.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** Writers of another time than ours: their schemas and what they write, without our codec. */
final class Writers {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Writers() {}

  /** A schema with something changed in its JSON. */
  static Schema changed(Schema schema, Consumer<ObjectNode> change) {
    try {
      ObjectNode json = (ObjectNode) JSON.readTree(schema.toString());
      change.accept(json);
      return new Schema.Parser().parse(json.toString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static void remove(ObjectNode record, String fieldName) {
    Iterator<JsonNode> fields = record.get("fields").iterator();
    while (fields.hasNext()) {
      if (fields.next().get("name").asText().equals(fieldName)) {
        fields.remove();
      }
    }
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** A record of our bytes as the writer's schema sees it. */
  static GenericRecord rewrite(Schema ours, Schema theirs, byte[] singleObject) {
    try {
      return new GenericDatumReader<GenericRecord>(ours, theirs, new GenericData())
          .read(
              null,
              DecoderFactory.get().binaryDecoder(singleObject, 10, singleObject.length - 10, null));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] binary(GenericRecord record) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    try {
      new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return out.toByteArray();
  }

  static byte[] singleObject(Schema schema, byte[] binary) {
    return ByteBuffer.allocate(10 + binary.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 0xC3)
        .put((byte) 1)
        .putLong(SchemaNormalization.parsingFingerprint64(schema))
        .put(binary)
        .array();
  }

  static byte[] confluent(int id, byte[] binary) {
    return ByteBuffer.allocate(5 + binary.length).put((byte) 0).putInt(id).put(binary).array();
  }
}
