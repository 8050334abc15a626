package io.clipstream.operators.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.learning.rounds.ColourWorld;
import io.clipstream.learning.store.Split;
import io.clipstream.operators.PairRecord;
import io.clipstream.schemas.CaptionedImage;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DropRepeatsTest {
  private static final Duration MEMORY = Duration.ofHours(1);

  private KeyedOneInputStreamOperatorTestHarness<String, PairRecord, PairRecord> harness;

  @BeforeEach
  void open() throws Exception {
    harness =
        ProcessFunctionTestHarnesses.forKeyedProcessFunction(
            new DropRepeats(MEMORY), PairRecord::imageId, Types.STRING);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private static PairRecord caption(String id, String hash) throws Exception {
    return record(Split.TRAIN, hash, ColourWorld.pair(id, new byte[] {1}, "a caption"));
  }

  private static PairRecord retraction(String id, long second) throws Exception {
    return record(
        Split.RETRACTIONS, id + second, ColourWorld.retraction(id, Instant.ofEpochSecond(second)));
  }

  private static PairRecord record(Split split, String hash, CaptionedImage image)
      throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new SpecificDatumWriter<>(CaptionedImage.class).write(image, encoder);
    encoder.flush();
    return new PairRecord(split, hash, bytes.toByteArray());
  }

  private boolean passes(PairRecord pair) throws Exception {
    int before = harness.extractOutputValues().size();
    harness.processElement(new StreamRecord<>(pair));
    return harness.extractOutputValues().size() > before;
  }

  @Test
  void aRepeatIsDroppedAsLongAsItIsRemembered() throws Exception {
    assertThat(passes(caption("cat", "h"))).isTrue();
    assertThat(passes(caption("cat", "h"))).isFalse();
    assertThat(passes(caption("cat", "other words"))).isTrue();
    harness.setStateTtlProcessingTime(MEMORY.toMillis() * 2);
    assertThat(passes(caption("cat", "h"))).isTrue();
  }

  @Test
  void whatWasTakenBackMayComeAgain() throws Exception {
    passes(caption("cat", "h"));
    assertThat(passes(retraction("cat", 9))).isTrue();
    assertThat(passes(caption("cat", "h"))).isTrue();
    assertThat(passes(caption("cat", "h"))).isFalse();
    assertThat(passes(retraction("cat", 9))).as("the same retraction again").isFalse();
    assertThat(passes(caption("cat", "h"))).isFalse();
    assertThat(passes(retraction("cat", 10))).isTrue();
    assertThat(passes(caption("cat", "h"))).isTrue();
  }

  /** A pair that came under two ids must outlive the retraction of one of them. */
  @Test
  void theSameContentOfAnotherPictureIsNoRepeatAndARetractionConcernsOnePictureAlone()
      throws Exception {
    assertThat(passes(caption("cat", "h"))).isTrue();
    assertThat(passes(caption("kitten", "h"))).isTrue();
    passes(retraction("cat", 9));
    assertThat(passes(caption("kitten", "h"))).isFalse();
    assertThat(passes(caption("cat", "h"))).isTrue();
  }
}
