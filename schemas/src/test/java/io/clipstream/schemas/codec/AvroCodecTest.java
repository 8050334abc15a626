package io.clipstream.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.Samples;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.Decoding.Reason;
import io.clipstream.schemas.registry.RegistrySettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class AvroCodecTest {
  @Test
  void avrosOwnMessageDecoderReadsWhatWeWriteAndTheOtherWayRound() throws Exception {
    AvroCodec<TagEvent> codec = AvroCodec.singleObject(TagEvent.class);
    TagEvent event = Samples.tagEvent();
    assertThat(TagEvent.fromByteBuffer(ByteBuffer.wrap(codec.encode(event)))).isEqualTo(event);
    byte[] avros = new byte[event.toByteBuffer().remaining()];
    event.toByteBuffer().get(avros);
    assertThat(codec.decode(avros)).isEqualTo(new Decoding.Ok<>(event));
  }

  @Test
  void manyThreadsShareACodec() throws Exception {
    AvroCodec<ImageEvent> codec = AvroCodec.singleObject(ImageEvent.class);
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        int id = thread;
        done.add(pool.submit(() -> roundTrips(codec, id)));
      }
      for (Future<?> each : done) {
        each.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static void roundTrips(AvroCodec<ImageEvent> codec, int thread) {
    for (int i = 0; i < 2_000; i++) {
      ImageEvent event =
          ImageEvent.newBuilder(Samples.imageEvent()).setImageId(thread + "-" + i).build();
      assertThat(codec.decode(codec.encode(event))).isEqualTo(new Decoding.Ok<>(event));
    }
  }

  @Test
  void aMissingRequiredFieldCannotBeWritten() {
    LabelSet set = Samples.labelSet();
    set.setLabels(null);
    assertThatThrownBy(() -> AvroCodec.singleObject(LabelSet.class).encode(set))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("LabelSet cannot be written")
        .hasMessageContaining("labels");
  }

  @Test
  void theOtherWireFormatIsRecognised() {
    byte[] confluent = Writers.confluent(7, new byte[20]);
    Decoding<ImageEvent> decoding = AvroCodec.singleObject(ImageEvent.class).decode(confluent);
    Decoding.Failed<ImageEvent> failed = (Decoding.Failed<ImageEvent>) decoding;
    assertThat(failed.reason()).isEqualTo(Reason.WRONG_FORMAT);
    assertThat(failed.message()).contains("Confluent wire format");
  }

  @Test
  void aWireFormatTravelsAsASetting() throws Exception {
    URI url = URI.create("http://registry:8081");
    for (WireFormat format :
        List.of(
            new WireFormat.SingleObject(), new WireFormat.Confluent(RegistrySettings.of(url)))) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      new ObjectOutputStream(out).writeObject(format);
      Object copy = new ObjectInputStream(new ByteArrayInputStream(out.toByteArray())).readObject();
      assertThat(copy).isEqualTo(format);
    }
    AvroCodec<ImageEvent> codec =
        new WireFormat.SingleObject().codec(ImageEvent.class, Topic.IMAGES.defaultName());
    assertThat(codec.decode(codec.encode(Samples.imageEvent())))
        .isEqualTo(new Decoding.Ok<>(Samples.imageEvent()));
  }
}
