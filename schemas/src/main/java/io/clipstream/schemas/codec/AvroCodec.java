package io.clipstream.schemas.codec;

import io.clipstream.schemas.Quoting;
import io.clipstream.schemas.codec.Decoding.Failed;
import io.clipstream.schemas.codec.Decoding.Ok;
import io.clipstream.schemas.codec.Decoding.Reason;
import io.clipstream.schemas.registry.SchemaRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * Records of one type to the values of Kafka records, and back.
 *
 * <p>Safe for use by many threads: nothing is shared between calls but the readers and writers that
 * Avro documents as safe; encoders and decoders are made for each call, and are small.
 */
public final class AvroCodec<T extends SpecificRecord> {
  private final Schema schema;
  private final SpecificData data;
  private final Framing framing;
  private final SpecificDatumWriter<T> datumWriter;
  private final Map<Schema, Optional<SpecificDatumReader<T>>> readers = new ConcurrentHashMap<>();

  private AvroCodec(Class<T> type, Framing framing) {
    this.schema = schemaOf(type);
    this.data = SpecificData.getForClass(type);
    this.framing = framing;
    this.datumWriter = new SpecificDatumWriter<>(schema, data);
  }

  /** Avro single-object encoding; reads every version of the record that the history holds. */
  public static <T extends SpecificRecord> AvroCodec<T> singleObject(
      Class<T> type, SchemaHistory history) {
    return new AvroCodec<>(type, new SingleObjectFraming(schemaOf(type), history));
  }

  /** Avro single-object encoding; reads every version of the record that there has been. */
  public static <T extends SpecificRecord> AvroCodec<T> singleObject(Class<T> type) {
    return singleObject(type, SchemaHistory.of(type));
  }

  /**
   * The Confluent wire format.
   *
   * @param subject the name under which the registry keeps the schema, by custom the topic's name
   *     followed by {@code -value}
   */
  public static <T extends SpecificRecord> AvroCodec<T> confluent(
      Class<T> type, SchemaRegistry registry, String subject) {
    return new AvroCodec<>(type, new ConfluentFraming(registry, subject, schemaOf(type)));
  }

  /**
   * The bytes of a record.
   *
   * @throws IllegalArgumentException if a field that must have a value is null
   * @throws io.clipstream.schemas.registry.RegistryException if the registry is needed and fails
   */
  public byte[] encode(T value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    out.writeBytes(framing.header());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    try {
      datumWriter.write(value, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          schema.getName() + " cannot be written: " + Quoting.clip(String.valueOf(e.getMessage())),
          e);
    }
    return out.toByteArray();
  }

  /**
   * The record in a value. Takes memory and time in proportion to the length of the value, whatever
   * lengths stand in it and whatever the writer's schema is.
   *
   * @param value the value of a Kafka record, may be null
   * @throws io.clipstream.schemas.registry.RegistryException if the registry is needed and fails:
   *     that is no fault of the record
   */
  public Decoding<T> decode(byte[] value) {
    if (value == null) {
      return failed(Reason.NULL_VALUE, "the value is null");
    }
    if (value.length == 0) {
      return failed(Reason.EMPTY, "the value is empty");
    }
    Framing.Writer writer = framing.writer(value);
    if (writer instanceof Framing.Writer.Known known) {
      return decode(known.schema(), value);
    }
    Framing.Writer.Unknown unknown = (Framing.Writer.Unknown) writer;
    return failed(unknown.reason(), unknown.message());
  }

  private Decoding<T> decode(Schema writer, byte[] value) {
    try {
      Optional<SpecificDatumReader<T>> reader = readers.computeIfAbsent(writer, this::reader);
      return reader.isPresent() ? decode(writer, reader.get(), value) : unreadable(writer);
    } catch (StackOverflowError e) {
      return unreadable(writer);
    }
  }

  /** Empty if making one could take any amount of time and memory. */
  private Optional<SpecificDatumReader<T>> reader(Schema writer) {
    return SchemaSize.isReadable(writer)
        ? Optional.of(new SpecificDatumReader<>(writer, schema, data))
        : Optional.empty();
  }

  private Failed<T> unreadable(Schema writer) {
    return failed(
        Reason.INCOMPATIBLE_SCHEMA,
        "written as %s, whose schema is too large or too deep to be read"
            .formatted(Quoting.clip(writer.getFullName())));
  }

  private Decoding<T> decode(Schema writer, SpecificDatumReader<T> reader, byte[] value) {
    int start = framing.headerLength();
    Optional<WireCheck.Fault> fault = WireCheck.check(writer, value, start);
    if (fault.isPresent()) {
      return failed(fault.get().reason(), fault.get().message());
    }
    try {
      return new Ok<>(
          reader.read(
              null, DecoderFactory.get().binaryDecoder(value, start, value.length - start, null)));
    } catch (IOException | RuntimeException e) {
      // The bytes follow the writer's schema, so what is left is how that goes with ours.
      return failed(
          Reason.INCOMPATIBLE_SCHEMA,
          "written as %s, which cannot be read as %s: %s"
              .formatted(
                  Quoting.clip(writer.getFullName()),
                  schema.getFullName(),
                  Quoting.clip(String.valueOf(e.getMessage()))));
    }
  }

  private Failed<T> failed(Reason reason, String message) {
    return new Failed<>(reason, schema.getName() + ": " + message);
  }

  private static Schema schemaOf(Class<?> type) {
    return SpecificData.get().getSchema(type);
  }
}
