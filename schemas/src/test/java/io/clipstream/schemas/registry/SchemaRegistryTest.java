package io.clipstream.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.Samples;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SchemaRegistryTest extends RegistryFixture {
  @Test
  void whatOneCodecRegistersAndWritesAnotherLooksUpAndReads() {
    byte[] value = codec(settings()).encode(Samples.imageEvent());
    assertThat(value).startsWith(0, 0, 0, 0, 1);
    assertThat(codec(settings()).decode(value)).isEqualTo(new Decoding.Ok<>(Samples.imageEvent()));
    assertThat(registry.requests)
        .containsExactly(
            "POST /subjects/" + SUBJECT + "/versions",
            "GET /schemas/ids/1",
            "GET /schemas/ids/1/subjects");
  }

  @Test
  void theRegistryIsAskedOnceForASchema() {
    AvroCodec<ImageEvent> codec = codec(settings());
    for (int i = 0; i < 100; i++) {
      byte[] value = codec.encode(Samples.imageEvent());
      assertThat(codec.decode(value)).isInstanceOf(Decoding.Ok.class);
    }
    assertThat(registry.requests).hasSize(3);
  }

  @Test
  void anUnknownIdIsTheRecordsFaultAndIsNotAskedAgainForAMinute() {
    AvroCodec<ImageEvent> codec = codec(settings());
    for (int i = 0; i < 100; i++) {
      assertUnknown(codec, 77, "schema id 77 is not known to the registry at " + registry.url());
    }
    assertThat(registry.requests).containsExactly("GET /schemas/ids/77");
    clock.addAndGet(Duration.ofSeconds(61).toNanos());
    assertUnknown(codec, 77, "schema id 77 is not known");
    assertThat(registry.requests).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "orders-value, false",
    "images.events.v1-value, true",
    "io.clipstream.schemas.ImageEvent, true",
    "images.events.v1-io.clipstream.schemas.ImageEvent, true"
  })
  void aSchemaOfAnotherSubjectIsTheRecordsFault(String subject, boolean isTaken) {
    String schema = ImageEvent.getClassSchema().toString();
    int id = registry.add(subject, schema);
    byte[] written = codec(settings()).encode(Samples.imageEvent());
    ByteBuffer.wrap(written).putInt(1, id);
    AvroCodec<ImageEvent> codec = codec(settings());
    for (int i = 0; i < 10; i++) {
      Decoding<ImageEvent> decoding = codec.decode(written);
      if (isTaken) {
        assertThat(decoding).isEqualTo(new Decoding.Ok<>(Samples.imageEvent()));
      } else {
        assertThat(message(decoding)).contains("belongs to subject " + subject, SUBJECT);
      }
    }
    assertThat(registry.requests)
        .containsOnlyOnce("GET /schemas/ids/" + id + "/subjects")
        .containsOnlyOnce("GET /schemas/ids/" + id);
  }

  @Test
  void aRegistryThatDoesNotTellSubjectsIsBelieved() {
    String schema = ImageEvent.getClassSchema().toString();
    registry.misbehaviour =
        exchange -> {
          if (exchange.getRequestURI().getPath().endsWith("/subjects")) {
            FakeRegistry.answer(exchange, 404, "no such page");
          } else {
            FakeRegistry.answer(
                exchange, 200, JsonNodeFactory.instance.objectNode().put("schema", schema));
          }
        };
    byte[] body = AvroCodec.singleObject(ImageEvent.class).encode(Samples.imageEvent());
    byte[] value =
        ByteBuffer.allocate(body.length - 5)
            .put((byte) 0)
            .putInt(9)
            .put(body, 10, body.length - 10)
            .array();
    assertThat(codec(settings()).decode(value)).isEqualTo(new Decoding.Ok<>(Samples.imageEvent()));
  }

  @Test
  void aNegativeIdIsRejectedWithoutARequest() {
    assertUnknown(codec(settings()), -5, "schema id -5 is negative, expected 0 or more");
    assertThat(registry.requests).isEmpty();
  }

  @Test
  void theMemoryOfUnknownIdsIsBounded() {
    MissingIds ids = new MissingIds(Duration.ofMinutes(1), clock::get);
    for (int id = 0; id <= MissingIds.CAPACITY; id++) {
      ids.add(id, "missing");
    }
    assertThat(ids.find(0)).isEmpty();
    assertThat(ids.find(MissingIds.CAPACITY)).contains("missing");
  }

  @Test
  void aSchemaWithoutEndIsCutOffAndTheRecordsFault() {
    registry.misbehaviour =
        exchange ->
            FakeRegistry.answer(exchange, 200, "x".repeat(RegistryHttp.MAX_ANSWER_BYTES + 1));
    AvroCodec<ImageEvent> codec = codec(settings());
    assertUnknown(codec, 3, "longer than " + RegistryHttp.MAX_ANSWER_BYTES + " bytes");
    assertUnknown(codec, 3, "longer than " + RegistryHttp.MAX_ANSWER_BYTES + " bytes");
    assertThat(registry.requests).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"schemaType\":\"PROTOBUF\",\"schema\":\"syntax\"}|schema id 3 is PROTOBUF, expected AVRO",
        "{\"schema\":\"{\\\"type\\\":\\\"rec\"}|schema id 3 is no Avro schema",
        "{\"schema\":\"\\\"a.B\\\"\",\"references\":[{\"name\":\"a.B\"}]}|refers to other schemas"
      })
  void aSchemaThatCannotBeReadHereIsTheRecordsFault(String answer, String message) {
    registry.misbehaviour = exchange -> FakeRegistry.answer(exchange, 200, answer);
    AvroCodec<ImageEvent> codec = codec(settings());
    assertUnknown(codec, 3, message);
    assertUnknown(codec, 3, message);
    assertThat(registry.requests).hasSize(1);
  }

  @Test
  void aSchemaThatTheSubjectRefusesIsAnException() {
    registry.misbehaviour =
        exchange ->
            FakeRegistry.error(exchange, 409, 409, "Schema being registered is incompatible");
    assertThatThrownBy(() -> codec(settings()).encode(Samples.imageEvent()))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("does not fit the earlier ones of subject '" + SUBJECT + "'");
  }

  @Test
  void withoutRegisteringTheSchemaMustBeThere() {
    AvroCodec<ImageEvent> codec = codec(settings().withoutRegistering());
    assertThatThrownBy(() -> codec.encode(Samples.imageEvent()))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("does not hold this schema; register it");
    codec(settings()).encode(Samples.imageEvent());
    assertThat(codec.encode(Samples.imageEvent())).startsWith(0, 0, 0, 0, 1);
  }

  @Test
  void credentialsAreSentAndNeverPrinted() {
    RegistrySettings settings = settings().withBasicAuth("ada", "pässword");
    codec(settings).encode(Samples.imageEvent());
    assertThat(registry.authorizations).containsExactly("Basic YWRhOnDDpHNzd29yZA==");
    assertThat(settings.toString()).contains("(hidden)").doesNotContain("YWRh");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"registry:8081", "ftp://r", "http://u:secret@r:1", "http://r/?x=1", "http:///x"})
  void anUnusableUrlIsRefused(String url) {
    assertThatThrownBy(() -> RegistrySettings.of(URI.create(url)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected http://HOST:PORT")
        .message()
        .doesNotContain("secret");
  }

  @Test
  void aCutOffHeaderAndTheOtherWireFormatAreTheRecordsFault() {
    AvroCodec<ImageEvent> codec = codec(settings());
    assertThat(message(codec.decode(new byte[] {0, 0, 0}))).contains("expected a header of 5");
    byte[] other = AvroCodec.singleObject(ImageEvent.class).encode(Samples.imageEvent());
    assertThat(message(codec.decode(other))).contains("single-object encoding", "c3 01");
    assertThat(registry.requests).isEmpty();
  }

  private void assertUnknown(AvroCodec<ImageEvent> codec, int id, String message) {
    Decoding<ImageEvent> decoding = codec.decode(value(id));
    assertThat(message(decoding)).contains(message).contains("the value begins 00");
    assertThat(((Decoding.Failed<ImageEvent>) decoding).reason())
        .isEqualTo(Decoding.Reason.UNKNOWN_SCHEMA);
  }

  private static String message(Decoding<ImageEvent> decoding) {
    assertThat(decoding).isInstanceOf(Decoding.Failed.class);
    return ((Decoding.Failed<ImageEvent>) decoding).message();
  }
}
