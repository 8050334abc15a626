package io.clipstream.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.control.DeadLetter;
import io.clipstream.control.DeadLetterHeaders;
import io.clipstream.control.LetterStage;
import io.clipstream.control.RawRecord;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.FailureStatus;
import io.clipstream.schemas.GenerationStatus;
import io.clipstream.schemas.LabelSetRef;
import io.clipstream.schemas.Lineage;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.PairFile;
import io.clipstream.schemas.StatusCounts;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import io.clipstream.schemas.codec.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema.KafkaSinkContext;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class SerializersTest {
  /** A sink's subtask 3. */
  private static final KafkaSinkContext SUBTASK_3 =
      new KafkaSinkContext() {
        @Override
        public int getParallelInstanceId() {
          return 3;
        }

        @Override
        public int getNumberOfParallelInstances() {
          return 4;
        }

        @Override
        public int[] getPartitionsForTopic(String topic) {
          return new int[] {0};
        }
      };

  @Test
  void aDeadLetterIsTheRecordAsItCameAndSaysWhy() {
    ProducerRecord<byte[], byte[]> dead = deadLetter(new byte[] {7}, new byte[] {1, 2}, 10_000);
    assertThat(dead.topic()).isEqualTo("images.dlq");
    assertThat(dead.key()).containsExactly(7);
    assertThat(dead.value()).containsExactly(1, 2);
    assertThat(dead.headers().toArray())
        .extracting(Header::key)
        .startsWith("mine", "mine", "empty", "__connect.errors.topic");
    assertThat(header(dead, "__connect.errors.partition")).isEqualTo("2");
    assertThat(header(dead, "__connect.errors.offset")).isEqualTo("99");
    assertThat(header(dead, "__connect.errors.connector.name")).isEqualTo("shop");
    assertThat(header(dead, "__connect.errors.task.id")).isEqualTo("3");
    assertThat(header(dead, "__connect.errors.stage")).isEqualTo("decode-image");
    assertThat(header(dead, "__connect.errors.exception.class.name")).isEqualTo("TOO_LARGE");
    assertThat(header(dead, "__connect.errors.exception.message")).isEqualTo("too large");
    assertThat(header(dead, "__connect.errors.timestamp")).isEqualTo("-1");
    assertThat(dead.headers().lastHeader(DeadLetterHeaders.LEFT_OUT_BYTES)).isNull();
  }

  @Test
  void nullKeysAndValuesStayNull() {
    ProducerRecord<byte[], byte[]> dead = deadLetter(null, null, 10_000);
    assertThat(dead.key()).isNull();
    assertThat(dead.value()).isNull();
  }

  @Test
  void whatDoesNotFitIsLeftOutAndItsCoordinatesStay() {
    ProducerRecord<byte[], byte[]> dead = deadLetter(new byte[] {7}, new byte[10_001], 10_000);
    assertThat(dead.key()).containsExactly(7);
    assertThat(dead.value()).isNull();
    assertThat(header(dead, DeadLetterHeaders.LEFT_OUT_BYTES)).isEqualTo("10001");
    assertThat(header(dead, "__connect.errors.offset")).isEqualTo("99");

    ProducerRecord<byte[], byte[]> bare = deadLetter(new byte[10_000], new byte[1], 10_000);
    assertThat(bare.key()).isNull();
    assertThat(bare.headers().lastHeader("mine")).isNull();
    assertThat(header(bare, "__connect.errors.topic")).isEqualTo("images");
  }

  @Test
  void aResultIsKeyedByTheImagesId() {
    ProducerRecord<byte[], byte[]> record = tag(event("cat-1", Map.of("a", "b")), 10_000);
    assertThat(record.topic()).isEqualTo("tags");
    assertThat(record.key()).isEqualTo("cat-1".getBytes(StandardCharsets.UTF_8));
    assertThat(decoded(record).getAttributes()).containsEntry("a", "b");
  }

  @Test
  void aResultThatDoesNotFitGoesWithoutWhatIsOptional() {
    TagEvent event = event("cat-1", Map.of("long", "x".repeat(2_000)));
    event.setEmbedding(List.of(1f));
    TagEvent lean = decoded(tag(event, 1_000));
    assertThat(lean.getImageId()).isEqualTo("cat-1");
    assertThat(lean.getAttributes()).containsOnlyKeys(TagSerializer.LEFT_OUT);
    assertThat(lean.getEmbedding()).isNull();

    ProducerRecord<byte[], byte[]> shortened = tag(event("i".repeat(5_000), Map.of()), 2_000);
    assertThat(decoded(shortened).getImageId()).isEqualTo("i".repeat(500));
    assertThat(decoded(shortened).getOrigin().getOffset()).isEqualTo(99);
    assertThat(RecordSize.upperBound(shortened)).isLessThanOrEqualTo(2_000);
  }

  @Test
  void aStatusSaysLessWhereItsTopicTakesLess() {
    StatusEvent event = new StatusEvent();
    event.setJobName("shop");
    event.setActivity("loading\uD83D\uDE00".repeat(2_000));
    event.setHost("h".repeat(1 << 20));
    event.setActive(new GenerationStatus("one", "space", labelSets(100_000)));
    event.setInWork(labelSets(100_000));
    event.setFailures(
        IntStream.range(0, 100_000)
            .mapToObj(i -> new FailureStatus("set " + i, "m".repeat(900), 1, Instant.EPOCH, null))
            .toList());
    event.setUpdatedAt(Instant.EPOCH);
    for (int limit : new int[] {1_000_000, 30_000, 1_000}) {
      ProducerRecord<byte[], byte[]> record = status(event, limit);
      assertThat(RecordSize.upperBound(record)).isLessThanOrEqualTo(limit);
      StatusEvent read = status(record);
      assertThat(read.getActive().getCheckpointId()).isEqualTo("one");
      assertThat(read.getCounts()).isEqualTo(new StatusCounts(100_000, 0, 100_000, 100_000));
      assertThat(read.getActivity()).startsWith("loading\uD83D\uDE00").endsWith("…");
    }
  }

  @Test
  void aStatusThatFitsIsWhole() {
    StatusEvent event = new StatusEvent();
    event.setJobName("shop");
    event.setSubtask(3);
    event.setActive(new GenerationStatus("one", null, labelSets(3)));
    event.setFailures(List.of(new FailureStatus("a", "b", 2, Instant.EPOCH, 5L)));
    event.setUpdatedAt(Instant.EPOCH);
    ProducerRecord<byte[], byte[]> record = status(event, 10_000);
    assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("shop/3");
    event.setCounts(new StatusCounts(3, 0, 0, 1));
    assertThat(status(record)).isEqualTo(event);
  }

  @Test
  void anAnnouncementNamesAsManyFilesAsItsTopicTakes() {
    List<PairFile> files =
        IntStream.range(0, 20_000).mapToObj(i -> new PairFile("train/part-" + i, 7L)).toList();
    CheckpointEvent event =
        CheckpointEvent.newBuilder()
            .setModelName("shop")
            .setCheckpointId("shop-7")
            .setUri("file:/models/shop-7")
            .setSha256("0".repeat(64))
            .setEmbeddingSpaceId("shop-7")
            .setEmbeddingDimension(512)
            .setStatus(CheckpointStatus.PROMOTED)
            .setReason("better ".repeat(10_000))
            .setReplaces("shop-6")
            .setMetrics(Map.of("a", 1.0, "b", 2.0))
            .setLineage(
                Lineage.newBuilder().setRoundId("shop-7").setSeed(1).setFiles(files).build())
            .setAnnouncedAt(Instant.EPOCH)
            .build();
    for (int limit : new int[] {100_000, 1_500}) {
      CheckpointEvent read = announced(event, limit);
      int named = read.getLineage().getFiles().size();
      assertThat(read.getLineage().getFiles()).isEqualTo(files.subList(0, named));
      assertThat(named).isLessThan(20_000);
      assertThat(read.getReason()).startsWith("better ").hasSizeLessThan(600);
      read.setReason(event.getReason());
      read.setLineage(event.getLineage());
      assertThat(read).isEqualTo(event);
    }
    assertThat(announced(event, 10_000_000)).isEqualTo(event);
  }

  private static CheckpointEvent announced(CheckpointEvent event, int limit) {
    CheckpointSerializer serializer =
        new CheckpointSerializer("checkpoints", new WireFormat.SingleObject(), limit);
    serializer.open(null, SUBTASK_3);
    ProducerRecord<byte[], byte[]> record = serializer.serialize(event, SUBTASK_3, null);
    assertThat(RecordSize.upperBound(record)).isLessThanOrEqualTo(limit);
    return ((Decoding.Ok<CheckpointEvent>)
            AvroCodec.singleObject(CheckpointEvent.class).decode(record.value()))
        .value();
  }

  private static List<LabelSetRef> labelSets(int n) {
    return IntStream.range(0, n)
        .mapToObj(i -> new LabelSetRef("tenant-" + i, 1L, "0".repeat(64)))
        .toList();
  }

  private static ProducerRecord<byte[], byte[]> status(StatusEvent event, int limit) {
    StatusSerializer serializer =
        new StatusSerializer("status", new WireFormat.SingleObject(), limit);
    serializer.open(null, SUBTASK_3);
    return serializer.serialize(event, SUBTASK_3, null);
  }

  private static StatusEvent status(ProducerRecord<byte[], byte[]> record) {
    return ((Decoding.Ok<StatusEvent>)
            AvroCodec.singleObject(StatusEvent.class).decode(record.value()))
        .value();
  }

  @Test
  void carriedHeadersAreHeadersOfTheResult() {
    ProducerRecord<byte[], byte[]> record =
        tag(event("cat-1", Map.of("header.traceparent", "00-ab-cd-01", "shelf", "4")), 10_000);
    assertThat(record.headers().toArray()).extracting(Header::key).containsExactly("traceparent");
    assertThat(header(record, "traceparent")).isEqualTo("00-ab-cd-01");
  }

  private static ProducerRecord<byte[], byte[]> deadLetter(byte[] key, byte[] value, int limit) {
    List<RawRecord.Header> headers =
        List.of(
            new RawRecord.Header("mine", new byte[] {1}),
            new RawRecord.Header("mine", new byte[] {2}),
            new RawRecord.Header("empty", null));
    RawRecord record = new RawRecord("images", 2, 99, -1, key, value, headers);
    return new DeadLetterRecordSerializer("shop", "io.clipstream.Tagger", Map.of("images", limit))
        .serialize(
            new DeadLetter(record, LetterStage.DECODE_IMAGE, "TOO_LARGE", "too large"),
            SUBTASK_3,
            null);
  }

  private static ProducerRecord<byte[], byte[]> tag(TagEvent event, int limit) {
    TagSerializer serializer = new TagSerializer("tags", new WireFormat.SingleObject(), limit);
    serializer.open(null, SUBTASK_3);
    return serializer.serialize(event, SUBTASK_3, null);
  }

  private static TagEvent event(String id, Map<String, String> attributes) {
    return TagEvent.newBuilder()
        .setImageId(id)
        .setAttributes(attributes)
        .setOrigin(Origin.newBuilder().setTopic("images").setPartition(0).setOffset(99).build())
        .setDecision(Decision.ALLOW)
        .setCheckpointId("c")
        .setEmbeddingSpaceId("c")
        .setLabelSetId("default")
        .setLabelSetRevision(1)
        .setLabelSetHash("0")
        .setTaggedAt(Instant.EPOCH)
        .build();
  }

  private static TagEvent decoded(ProducerRecord<byte[], byte[]> record) {
    return ((Decoding.Ok<TagEvent>) AvroCodec.singleObject(TagEvent.class).decode(record.value()))
        .value();
  }

  private static String header(ProducerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
