package io.clipstream.operators.tagging;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.control.DeadLetter;
import io.clipstream.control.LetterStage;
import io.clipstream.control.RawRecord;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.operators.testing.Checkpoints;
import io.clipstream.operators.testing.LogReader;
import io.clipstream.operators.testing.Records;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaggerDeadLettersTest {
  @TempDir Path dir;
  private TaggerHarness tagger;

  @BeforeEach
  void start() throws Exception {
    LogReader logs =
        LogReader.of(
            "dead-letters",
            Records.published(0, Records.set("default", 1, "cat", "dog")),
            Records.announced(0, Checkpoints.write(dir.resolve("a"), 1, 16)));
    TaggerSettings settings =
        new TaggerSettingsBuilder("job", "shop")
            .device("cpu")
            .allowedPrefixes(List.of(dir.toString()))
            .imageLimits(ImageLimits.DEFAULT.withPixels(40 * 36))
            .build();
    tagger = TaggerHarness.started(settings, logs);
  }

  @AfterEach
  void stop() throws Exception {
    tagger.close();
  }

  @Test
  void anImageWithoutIdIsRefused() throws Exception {
    io.clipstream.schemas.ImageEvent event = new io.clipstream.schemas.ImageEvent();
    event.setImageId(" ");
    event.setImage(java.nio.ByteBuffer.wrap(Records.picture(1)));
    event.setAttributes(java.util.Map.of());
    byte[] value =
        io.clipstream.schemas.codec.AvroCodec.singleObject(io.clipstream.schemas.ImageEvent.class)
            .encode(event);
    expect(Records.raw("images", 7, "k", value), LetterStage.DECODE_RECORD, "NO_ID");
  }

  private DeadLetter letterOf(RawRecord record) throws Exception {
    tagger.image(Records.image(1)).image(record).image(Records.image(2)).flush();
    assertThat(tagger.tags()).hasSize(2);
    assertThat(tagger.letters()).hasSize(1);
    DeadLetter letter = tagger.letters().get(0);
    assertThat(letter.record()).isSameAs(record);
    assertThat(letter.message()).startsWith(record.coordinates() + ": ");
    return letter;
  }

  private void expect(RawRecord record, LetterStage stage, String reason) throws Exception {
    DeadLetter letter = letterOf(record);
    assertThat(letter.stage()).isEqualTo(stage);
    assertThat(letter.reason()).isEqualTo(reason);
  }

  @Test
  void aNullValue() throws Exception {
    expect(Records.raw("images", 7, "k", null), LetterStage.DECODE_RECORD, "NULL_VALUE");
  }

  @Test
  void noBytes() throws Exception {
    expect(Records.raw("images", 7, null, new byte[0]), LetterStage.DECODE_RECORD, "EMPTY");
  }

  @Test
  void bytesThatAreNoAvro() throws Exception {
    expect(
        Records.raw("images", 7, "k", "hello".getBytes(StandardCharsets.UTF_8)),
        LetterStage.DECODE_RECORD,
        "WRONG_FORMAT");
  }

  @Test
  void anEventThatEndsEarly() throws Exception {
    byte[] whole = Records.image(7).value();
    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    expect(Records.raw("images", 7, "k", half), LetterStage.DECODE_RECORD, "TRUNCATED");
  }

  @Test
  void anEventWithoutAPicture() throws Exception {
    expect(Records.image(7, null, null, null), LetterStage.DECODE_RECORD, "NO_IMAGE");
  }

  @Test
  void anEventWithAPictureAndAUri() throws Exception {
    RawRecord both = Records.image(7, null, Records.picture(1), "file:///x.png");
    expect(both, LetterStage.DECODE_RECORD, "TWO_IMAGES");
  }

  @Test
  void anEventWhoseUriNobodyFetched() throws Exception {
    RawRecord uri = Records.image(7, null, null, "http://example.org/x.png");
    expect(uri, LetterStage.DECODE_RECORD, "URI_NOT_FETCHED");
  }

  @Test
  void anUnknownLabelSet() throws Exception {
    RawRecord record = Records.image(7, "nsfw", Records.picture(1), null);
    tagger.image(record).flush();
    tagger.setProcessingTime(5_000); // its publication could have been on its way
    DeadLetter letter = tagger.flush().letters().get(0);
    assertThat(letter.record()).isSameAs(record);
    assertThat(letter.stage()).isEqualTo(LetterStage.DECODE_RECORD);
    assertThat(letter.reason()).isEqualTo("UNKNOWN_LABEL_SET");
    assertThat(letter.message()).contains("'nsfw'");
  }

  @Test
  void aPictureOfNoKnownFormat() throws Exception {
    expect(
        Records.image(7, null, new byte[] {1, 2, 3}, null),
        LetterStage.DECODE_IMAGE,
        "UNKNOWN_FORMAT");
  }

  @Test
  void aPictureWithoutBytes() throws Exception {
    expect(Records.image(7, null, new byte[0], null), LetterStage.DECODE_IMAGE, "EMPTY");
  }

  @Test
  void aDamagedPicture() throws Exception {
    byte[] whole = Records.picture(1);
    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    expect(Records.image(7, null, half, null), LetterStage.DECODE_IMAGE, "CORRUPT");
  }

  @Test
  void aPictureAboveTheLimits() throws Exception {
    byte[] large = Records.picture(1).clone();
    large[19] = 41; // the header's width; its checksum is wrong now, but the size is seen first
    expect(Records.image(7, null, large, null), LetterStage.DECODE_IMAGE, "TOO_LARGE");
  }
}
