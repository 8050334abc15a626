package io.clipstream.schemas.registry;

import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.codec.AvroCodec;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A codec before a registry that does as a test tells it. */
abstract class RegistryFixture {
  static final String SUBJECT = "images.events.v1-value";

  FakeRegistry registry;
  final AtomicLong clock = new AtomicLong();

  @BeforeEach
  void start() throws Exception {
    registry = new FakeRegistry();
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  RegistrySettings settings() {
    return RegistrySettings.of(registry.url());
  }

  AvroCodec<ImageEvent> codec(RegistrySettings settings) {
    SchemaRegistry client = new SchemaRegistry(settings, clock::get);
    return AvroCodec.confluent(ImageEvent.class, client, SUBJECT);
  }

  static byte[] value(int id) {
    return ByteBuffer.allocate(20).put((byte) 0).putInt(id).array();
  }
}
