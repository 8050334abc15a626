package io.clipstream.operators.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.control.DeadLetter;
import io.clipstream.control.RawRecord;
import io.clipstream.learning.rounds.ColourWorld;
import io.clipstream.learning.store.Split;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.operators.PairRecord;
import io.clipstream.operators.types.SideOutputs;
import io.clipstream.schemas.CaptionedImage;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.WireFormat;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.Test;

class CaptionValidationTest {
  private static final AvroCodec<CaptionedImage> CODEC =
      AvroCodec.singleObject(CaptionedImage.class);
  private static final CaptionSettings SETTINGS =
      new CaptionSettings(
          ImageLimits.DEFAULT,
          List.of("review"),
          0.25,
          Duration.ofDays(7),
          new WireFormat.SingleObject());

  private static RawRecord raw(byte[] value) {
    return new RawRecord("captions", 0, 7, 1234, null, value, List.of());
  }

  private static CaptionedImage.Builder good() {
    return CaptionedImage.newBuilder(
            ColourWorld.pair("id", ColourWorld.picture(0xff0000, 1), "a red square"))
        .setOrigin("review");
  }

  private static OneInputStreamOperatorTestHarness<RawRecord, PairRecord> run(byte[]... values)
      throws Exception {
    OneInputStreamOperatorTestHarness<RawRecord, PairRecord> harness =
        ProcessFunctionTestHarnesses.forProcessFunction(new CaptionValidation(SETTINGS));
    for (byte[] value : values) {
      harness.processElement(new StreamRecord<>(raw(value)));
    }
    return harness;
  }

  private static String reason(byte[] value) throws Exception {
    try (var harness = run(value)) {
      assertThat(harness.extractOutputValues()).isEmpty();
      DeadLetter letter = harness.getSideOutput(SideOutputs.DEAD_LETTERS).peek().getValue();
      assertThat(letter.record().value()).isSameAs(value);
      assertThat(letter.message()).startsWith(letter.record().coordinates() + ": ");
      return letter.reason();
    }
  }

  @Test
  void aPairPassesWithItsHashAndTheTimeOfItsRecord() throws Exception {
    try (var harness =
        run(CODEC.encode(good().build()), CODEC.encode(good().setImageId("x").build()))) {
      List<PairRecord> pairs = harness.extractOutputValues();
      assertThat(pairs).hasSize(2);
      assertThat(pairs.get(0).contentHash()).isEqualTo(pairs.get(1).contentHash()).hasSize(64);
      CaptionedImage stored =
          new SpecificDatumReader<>(CaptionedImage.class)
              .read(null, DecoderFactory.get().binaryDecoder(pairs.get(0).pair(), null));
      assertThat(stored.getCaptionedAt()).isEqualTo(Instant.ofEpochMilli(1234));
      assertThat(stored.getCaptions()).containsExactly("a red square");
    }
  }

  @Test
  void anotherCaptionOfAHeldOutPictureIsHeldOutToo() throws Exception {
    for (int i = 0; i < 40; i++) {
      byte[] image = ColourWorld.picture(0x0000ff, i);
      CaptionedImage.Builder pair = good().setImage(ByteBuffer.wrap(image));
      byte[] one = CODEC.encode(pair.setCaptions(List.of("one")).build());
      byte[] two = CODEC.encode(pair.setCaptions(List.of("two")).build());
      try (var harness = run(one, two)) {
        List<PairRecord> pairs = harness.extractOutputValues();
        assertThat(pairs.get(0).split()).isEqualTo(pairs.get(1).split());
        assertThat(pairs.get(0).contentHash()).isNotEqualTo(pairs.get(1).contentHash());
      }
    }
  }

  @Test
  void aRetractionNeedsNoPicture() throws Exception {
    CaptionedImage retraction =
        CaptionedImage.newBuilder(ColourWorld.retraction("id", Instant.ofEpochSecond(9)))
            .setOrigin("review")
            .build();
    try (var harness = run(CODEC.encode(retraction))) {
      assertThat(harness.extractOutputValues())
          .extracting(PairRecord::split)
          .containsExactly(Split.RETRACTIONS);
    }
  }

  @Test
  void whatCannotBeLearntFromIsADeadLetterWithItsReason() throws Exception {
    assertThat(reason(null)).isEqualTo("NULL_VALUE");
    assertThat(reason(new byte[] {1, 2, 3})).isEqualTo("WRONG_FORMAT");
    assertThat(reason(CODEC.encode(good().setImageId(" ").build()))).isEqualTo("NO_ID");
    assertThat(reason(CODEC.encode(good().setOrigin(null).build())))
        .isEqualTo("ORIGIN_NOT_ALLOWED");
    assertThat(reason(CODEC.encode(good().setImage(null).build()))).isEqualTo("NO_IMAGE");
    assertThat(reason(CODEC.encode(good().setCaptions(List.of(" ")).build())))
        .isEqualTo("NO_CAPTION");
    assertThat(reason(CODEC.encode(good().setImage(ByteBuffer.wrap(new byte[40])).build())))
        .isNotBlank();
  }
}
