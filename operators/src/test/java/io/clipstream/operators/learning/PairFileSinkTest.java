package io.clipstream.operators.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.learning.rounds.ColourWorld;
import io.clipstream.learning.store.PairStore;
import io.clipstream.learning.store.Split;
import io.clipstream.learning.store.StoredFile;
import io.clipstream.operators.PairRecord;
import io.clipstream.operators.testing.S3Server;
import io.clipstream.operators.types.RecordTypes;
import io.clipstream.schemas.CaptionedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sink in a job, on both kinds of file systems. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class PairFileSinkTest {
  @TempDir private Path dir;

  private static PairRecord record(CaptionedImage pair) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new SpecificDatumWriter<>(CaptionedImage.class).write(pair, encoder);
    encoder.flush();
    return new PairRecord(Split.TRAIN, pair.getImageId(), bytes.toByteArray());
  }

  @Test
  void aJobWritesFilesThatTheStoreReads() throws Exception {
    List<PairRecord> pairs = new ArrayList<>();
    for (CaptionedImage pair : ColourWorld.pairs(ColourWorld.OLD, 5, 1)) {
      pairs.add(record(pair));
    }
    try (S3Server server = S3Server.start(dir.resolve("s3"))) {
      for (String place : List.of(dir.resolve("store").toString(), S3Server.uri("store"))) {
        StreamExecutionEnvironment environment =
            StreamExecutionEnvironment.createLocalEnvironment(1);
        environment.enableCheckpointing(100);
        environment.fromData(pairs, RecordTypes.PAIR_RECORD).sinkTo(PairFileSink.to(place));
        environment.execute();
        PairStore store = new PairStore(FlinkStorages.named(place));
        List<StoredFile> files = store.files(Split.TRAIN);
        assertThat(files.stream().mapToLong(store::count).sum()).as(place).isEqualTo(20);
      }
      assertThat(server.troubles().requests()).anyMatch(request -> request.contains("uploadId"));
    }
  }
}
