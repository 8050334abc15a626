package io.clipstream.model.fuzz;

import io.clipstream.schemas.CaptionedImage;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.io.ByteArrayOutputStream;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/** Any bytes as a record, framed or not, decode or are a value that says why not in one line. */
public final class AvroFuzz {
  private static final List<AvroCodec<?>> CODECS =
      List.of(
          AvroCodec.singleObject(ImageEvent.class),
          AvroCodec.singleObject(CheckpointEvent.class),
          AvroCodec.singleObject(CaptionedImage.class));

  private static final List<Schema> SCHEMAS =
      List.of(
          ImageEvent.getClassSchema(),
          CheckpointEvent.getClassSchema(),
          CaptionedImage.getClassSchema());

  private AvroFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    for (int i = 0; i < CODECS.size(); i++) {
      decode(CODECS.get(i), data);
      decode(CODECS.get(i), framed(SCHEMAS.get(i), data));
    }
  }

  private static void decode(AvroCodec<?> codec, byte[] data) {
    if (codec.decode(data) instanceof Decoding.Failed<?> failed
        && failed.message().lines().count() != 1) {
      throw new AssertionError("message of several lines: " + failed);
    }
  }

  /** The bytes behind the marker and fingerprint of a schema (Avro's single-object encoding). */
  static byte[] framed(Schema schema, byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0xc3);
    out.write(0x01);
    try {
      out.writeBytes(SchemaNormalization.parsingFingerprint("CRC-64-AVRO", schema));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
    out.writeBytes(body);
    return out.toByteArray();
  }
}
