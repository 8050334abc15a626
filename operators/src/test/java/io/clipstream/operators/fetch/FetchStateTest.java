package io.clipstream.operators.fetch;

import static io.clipstream.operators.fetch.PictureServer.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.control.DeadLetter;
import io.clipstream.control.RawRecord;
import io.clipstream.model.testing.Eventually;
import io.clipstream.operators.types.RecordTypes;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.WireFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.datastream.AsyncDataStream.OutputMode;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperatorFactory;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.types.Either;
import org.junit.jupiter.api.Test;

class FetchStateTest {
  private static final byte[] PICTURE = new byte[1 << 20];
  private static final int RECORDS = 10;

  /** The operator as the job has it. */
  private static OneInputStreamOperatorTestHarness<RawRecord, Either<RawRecord, DeadLetter>>
      harness(FetchSettings settings) throws Exception {
    FetchFunction function = new FetchFunction(settings, new WireFormat.SingleObject());
    SerializerConfigImpl config = new SerializerConfigImpl();
    OneInputStreamOperatorTestHarness<RawRecord, Either<RawRecord, DeadLetter>> harness =
        new OneInputStreamOperatorTestHarness<>(
            new AsyncWaitOperatorFactory<>(function, 0, RECORDS, OutputMode.UNORDERED),
            RecordTypes.RAW_RECORD.createSerializer(config));
    harness.setup(GuardedFetch.OUTCOME.createSerializer(config));
    return harness;
  }

  private static RawRecord record(String uri, long offset) {
    byte[] value =
        AvroCodec.singleObject(ImageEvent.class)
            .encode(ImageEvent.newBuilder().setImageId("id").setUri(uri).build());
    return new RawRecord("images", 0, offset, 1, "key".getBytes(UTF_8), value, List.of());
  }

  @Test
  void aCheckpointHoldsTheRecordsBeingFetchedAndNoPictures() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (PictureServer server = new PictureServer()) {
      server.on("/a", bytes(PICTURE));
      server.on(
          "/slow",
          exchange -> {
            go.await();
            bytes(PICTURE).answer(exchange);
          });
      FetchSettings settings = Settings.local(server.port());
      OperatorSubtaskState state;
      try (var harness = harness(settings)) {
        harness.open();
        for (int i = 0; i < RECORDS; i++) {
          harness.processElement(record(server.uri(i % 2 == 0 ? "/a" : "/slow"), i), 0);
        }
        await(server, "/a", RECORDS / 2);
        state = harness.snapshot(1, 1);
      }
      assertThat(state.getStateSize()).isLessThan(RECORDS * 1000);
      go.countDown();
      try (var harness = harness(settings)) {
        harness.initializeState(state);
        harness.open();
        harness.endInput();
        assertThat(harness.extractOutputValues())
            .hasSize(RECORDS)
            .allSatisfy(out -> assertThat(out.left().fetched().picture()).isEqualTo(PICTURE))
            .extracting(out -> out.left().offset())
            .doesNotHaveDuplicates();
      }
    }
  }

  private static void await(PictureServer server, String path, int requests) {
    Eventually.await(requests + " requests").until(() -> server.requests(path) >= requests);
    assertThat(server.requests(path)).isEqualTo(requests);
  }
}
