package io.clipstream.operators.fetch;

import static io.clipstream.operators.fetch.PictureServer.bytes;
import static io.clipstream.operators.fetch.PictureServer.status;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.control.DeadLetter;
import io.clipstream.control.LetterStage;
import io.clipstream.control.RawRecord;
import io.clipstream.control.RawRecord.Header;
import io.clipstream.operators.types.RecordTypes;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.WireFormat;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GuardedFetchTest {
  private static final byte[] PICTURE = {5, 6, 7};
  private static final AvroCodec<ImageEvent> CODEC = AvroCodec.singleObject(ImageEvent.class);

  private PictureServer server;

  @BeforeEach
  void start() throws Exception {
    server = new PictureServer();
    server.on("/a", bytes(PICTURE)).on("/down", status(503, new byte[0]));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static ImageEvent event(String uri, byte[] image) {
    return ImageEvent.newBuilder()
        .setImageId("id")
        .setUri(uri)
        .setImage(image == null ? null : ByteBuffer.wrap(image))
        .build();
  }

  private static RawRecord record(long offset, byte[] value) {
    List<Header> headers = List.of(new Header("h", null), new Header("h", new byte[] {1}));
    return new RawRecord("images", 3, offset, 99, "key".getBytes(UTF_8), value, headers);
  }

  private static StreamExecutionEnvironment environment() {
    Configuration config = new Configuration();
    config.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    // Records that fell back to reflection could not be told apart in a savepoint years later.
    config.set(PipelineOptions.GENERIC_TYPES, false);
    return StreamExecutionEnvironment.getExecutionEnvironment(config).setParallelism(1);
  }

  /** What comes out of the piece, of each side. */
  private record Results(List<RawRecord> images, List<DeadLetter> refused) {}

  private Results run(List<RawRecord> records, FetchSettings settings) throws Exception {
    StreamExecutionEnvironment env = environment();
    GuardedFetch.Streams streams =
        GuardedFetch.attach(
            env.fromData(RecordTypes.RAW_RECORD, records.toArray(RawRecord[]::new)),
            settings,
            new WireFormat.SingleObject());
    CloseableIterator<RawRecord> images = streams.images().collectAsync();
    CloseableIterator<DeadLetter> refused = streams.refused().collectAsync();
    env.execute();
    try (images;
        refused) {
      return new Results(drain(images), drain(refused));
    }
  }

  private static <T> List<T> drain(Iterator<T> results) {
    List<T> all = new ArrayList<>();
    results.forEachRemaining(all::add);
    return all;
  }

  @Test
  void recordsWithAUriGetTheirPictureAndAllOthersPassUntouched() throws Exception {
    List<RawRecord> records =
        List.of(
            record(0, CODEC.encode(event(server.uri("/a"), null))),
            record(1, CODEC.encode(event(null, new byte[] {1}))),
            record(2, null),
            record(3, "no event".getBytes(UTF_8)),
            record(4, CODEC.encode(event(server.uri("/a"), new byte[] {1}))),
            record(5, CODEC.encode(event("http://127.0.0.1:1/a", null))),
            record(6, CODEC.encode(event(server.uri("/none"), null))),
            record(7, CODEC.encode(event("", null))));

    Results results = run(records, Settings.local(server.port()));

    Map<Long, RawRecord> images = byOffset(results.images(), r -> r);
    assertThat(images).containsOnlyKeys(0L, 1L, 2L, 3L, 4L);
    assertThat(images.get(0L).fetched().picture()).isEqualTo(PICTURE);
    assertThat(images.get(0L).fetched().micros()).isPositive();
    images.forEach((offset, record) -> assertThat(record.fetched() != null).isEqualTo(offset == 0));
    images.forEach((offset, record) -> assertUntouched(record, records));
    Map<Long, DeadLetter> refused = byOffset(results.refused(), DeadLetter::record);
    assertThat(refused).containsOnlyKeys(5L, 6L, 7L);
    refused.values().forEach(letter -> assertUntouched(letter.record(), records));
    assertThat(refused.values()).allMatch(letter -> letter.stage() == LetterStage.FETCH);
    assertThat(refused.get(5L).reason()).isEqualTo("HOST_NOT_ALLOWED");
    assertThat(refused.get(6L).reason()).isEqualTo("REFUSED");
    assertThat(refused.get(6L).message()).contains("answered with status 404, expected 200");
    assertThat(refused.get(7L).reason()).isEqualTo("URI_MALFORMED");
  }

  private static <T> Map<Long, T> byOffset(List<T> all, Function<T, RawRecord> record) {
    return all.stream().collect(Collectors.toMap(x -> record.apply(x).offset(), x -> x));
  }

  private static void assertUntouched(RawRecord record, List<RawRecord> records) {
    RawRecord came = records.get((int) record.offset());
    assertThat(record).usingRecursiveComparison().ignoringFields("fetched").isEqualTo(came);
  }

  @Test
  void aHostThatIsDownCostsItsOwnPicturesAndNoOthers() throws Exception {
    List<RawRecord> records = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      boolean inline = i % 5 == 0;
      records.add(
          record(
              i, CODEC.encode(inline ? event(null, PICTURE) : event(server.uri("/down"), null))));
    }
    FetchSettings settings =
        Settings.local(server.port(), "attempts", "1", "host-failures.min-requests", "10");
    Results results = run(records, settings);
    assertThat(results.images()).hasSize(100);
    assertThat(results.refused()).hasSize(400);
    assertThat(results.refused())
        .extracting(DeadLetter::reason)
        .containsOnly("FAILED", "HOST_PAUSED");
    assertThat(results.refused().get(0).message())
        .contains("http://127.0.0.1:" + server.port(), "status 503, expected 200");
  }

  @Test
  void aUriThatExhaustsAPatternsStackIsADeadLetter() throws Exception {
    List<RawRecord> records = new ArrayList<>();
    for (String host : List.of("a.".repeat(3000), "1".repeat(7000), "[" + ":".repeat(7000) + "]")) {
      records.add(record(records.size(), CODEC.encode(event("https://" + host + "a/x.png", null))));
    }
    Results results = run(records, Settings.local(server.port()));
    assertThat(results.refused())
        .hasSize(3)
        .extracting(DeadLetter::reason)
        .containsOnly("URI_MALFORMED");
  }

  @Test
  void aPieceThatIsOffIsNotPutIn() {
    assertThatThrownBy(
            () ->
                GuardedFetch.attach(
                    environment().fromData(record(0, null)),
                    FetchSettings.from(new Configuration()),
                    new WireFormat.SingleObject()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
