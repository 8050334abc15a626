package io.clipstream.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.Samples;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import io.clipstream.schemas.registry.FakeRegistry.Misbehaviour;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A registry that fails, falls silent or is not there. */
@Timeout(60)
class RegistryOutageTest extends RegistryFixture {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "500|50001|(50001: Error in the backend data store); the registry has trouble of its own",
        "401|40101|check the credentials",
        "403|40301|check the credentials",
        "404|0|expected a schema registry there; check the URL",
        "302|0|redirects are not followed; give the final URL",
        "200|0|expected a field 'schema' with the schema as text"
      })
  void aRegistryThatFailsIsAnExceptionThatSaysWhatToDo(int status, int code, String message) {
    registry.misbehaviour =
        exchange -> FakeRegistry.error(exchange, status, code, "Error in the backend data store");
    AvroCodec<ImageEvent> codec = codec(settings());
    assertThatThrownBy(() -> codec.decode(value(3)))
        .isInstanceOf(RegistryException.class)
        .hasMessageStartingWith("schema registry " + registry.url() + ": GET /schemas/ids/3 ")
        .hasMessageContaining("answered " + status)
        .hasMessageContaining(message);
  }

  @Test
  void anOutageIsForgottenAsSoonAsItEnds() {
    byte[] value = codec(settings()).encode(Samples.imageEvent());
    AvroCodec<ImageEvent> codec = codec(settings());
    registry.misbehaviour = exchange -> FakeRegistry.error(exchange, 500, 50001, "down");
    assertThatThrownBy(() -> codec.decode(value)).isInstanceOf(RegistryException.class);
    registry.misbehaviour = null;
    assertThat(codec.decode(value)).isInstanceOf(Decoding.Ok.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRegistryThatFallsSilentIsGivenUp(boolean afterTheHeaders) {
    CountDownLatch end = new CountDownLatch(1);
    registry.misbehaviour = silence(afterTheHeaders, end);
    AvroCodec<ImageEvent> codec = codec(settings().withTimeout(Duration.ofMillis(300)));
    assertThatThrownBy(() -> codec.decode(value(3)))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("schema registry " + registry.url() + ": GET /schemas/ids/3");
    end.countDown();
  }

  private static Misbehaviour silence(boolean afterTheHeaders, CountDownLatch end) {
    return exchange -> {
      if (afterTheHeaders) {
        exchange.sendResponseHeaders(200, 1000);
        exchange.getResponseBody().write('{');
        exchange.getResponseBody().flush();
      }
      try {
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      exchange.close();
    };
  }

  @Test
  void aRegistryThatIsNotThereIsAnException() {
    registry.close();
    assertThatThrownBy(() -> codec(settings()).encode(Samples.imageEvent()))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("schema registry " + registry.url() + ": POST /subjects/");
  }
}
