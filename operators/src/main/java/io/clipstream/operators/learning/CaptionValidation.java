package io.clipstream.operators.learning;

import io.clipstream.control.DeadLetter;
import io.clipstream.control.LetterStage;
import io.clipstream.control.RawRecord;
import io.clipstream.control.RecordFault;
import io.clipstream.learning.store.ContentHash;
import io.clipstream.learning.store.Split;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.operators.PairRecord;
import io.clipstream.operators.types.SideOutputs;
import io.clipstream.schemas.CaptionedImage;
import io.clipstream.schemas.Quoting;
import io.clipstream.schemas.codec.AvroCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Decodes captions, looks at picture and words, and says which part of the store a pair belongs to.
 * What cannot be learnt from is a dead letter.
 */
public final class CaptionValidation extends ProcessFunction<RawRecord, PairRecord> {
  private static final long serialVersionUID = 1L;
  private static final int MOST_CAPTIONS = 100;

  private final CaptionSettings settings;
  private transient AvroCodec<CaptionedImage> codec;
  private transient ImageDecoder decoder;
  private transient CaptionMetrics metrics;

  public CaptionValidation(CaptionSettings settings) {
    this.settings = settings;
  }

  @Override
  public void open(OpenContext context) {
    decoder = new ImageDecoder(settings.imageLimits());
    metrics = new CaptionMetrics(getRuntimeContext().getMetricGroup());
  }

  @Override
  public void processElement(RawRecord record, Context context, Collector<PairRecord> out) {
    if (codec == null) {
      codec = settings.wireFormat().codec(CaptionedImage.class, record.topic());
    }
    Optional<Refusal> refusal =
        codec
            .decode(record.value())
            .match(
                image -> take(record, image, out),
                failed ->
                    Optional.of(
                        new Refusal(LetterStage.DECODE_RECORD, failed.reason(), failed.message())));
    refusal.ifPresentOrElse(why -> refuse(why.letter(record), context), metrics::taken);
  }

  private void refuse(DeadLetter letter, Context context) {
    metrics.refused(letter.reason());
    context.output(SideOutputs.DEAD_LETTERS, letter);
  }

  /** Why a record is not learnt from. */
  private record Refusal(LetterStage stage, Enum<?> reason, String message) {
    static Optional<Refusal> caption(RecordFault reason, String message) {
      return Optional.of(new Refusal(LetterStage.CAPTION, reason, message));
    }

    DeadLetter letter(RawRecord record) {
      return DeadLetter.of(record, stage, reason, message);
    }
  }

  private Optional<Refusal> take(
      RawRecord record, CaptionedImage image, Collector<PairRecord> out) {
    if (image.getCaptionedAt().equals(Instant.EPOCH)) {
      image.setCaptionedAt(Instant.ofEpochMilli(Math.max(0, record.timestamp())));
    }
    Optional<Refusal> problem = problem(image);
    if (problem.isPresent()) {
      return problem;
    }
    if (image.getRetracted()) {
      String hash = ContentHash.ofPair(image.getImageId(), List.of("" + image.getCaptionedAt()));
      out.collect(new PairRecord(Split.RETRACTIONS, hash, bytes(image)));
      return Optional.empty();
    }
    return pair(image, out);
  }

  /** Reason and message of what is wrong without looking at the pixels. */
  private Optional<Refusal> problem(CaptionedImage image) {
    if (image.getImageId().isBlank()) {
      return Refusal.caption(RecordFault.NO_ID, "the image id is empty");
    }
    if (!settings.allowedOrigins().isEmpty()
        && !settings.allowedOrigins().contains(String.valueOf(image.getOrigin()))) {
      String message =
          "origin is %s, expected one of %s"
              .formatted(
                  Quoting.quote(String.valueOf(image.getOrigin())), settings.allowedOrigins());
      return Refusal.caption(RecordFault.ORIGIN_NOT_ALLOWED, message);
    }
    if (image.getRetracted()) {
      return Optional.empty();
    }
    if (image.getImage() == null) {
      return Refusal.caption(RecordFault.NO_IMAGE, "there is no image, expected its bytes");
    }
    if (image.getCaptions().stream().allMatch(String::isBlank)) {
      return Refusal.caption(RecordFault.NO_CAPTION, "no caption says anything, expected one");
    }
    if (image.getCaptions().size() > MOST_CAPTIONS) {
      String message =
          "%d captions, expected at most %d".formatted(image.getCaptions().size(), MOST_CAPTIONS);
      return Refusal.caption(RecordFault.TOO_MANY_CAPTIONS, message);
    }
    return Optional.empty();
  }

  private Optional<Refusal> pair(CaptionedImage image, Collector<PairRecord> out) {
    byte[] encoded = new byte[image.getImage().remaining()];
    image.getImage().duplicate().get(encoded);
    return decoder
        .decode(encoded)
        .match(
            picture -> {
              out.collect(pair(image, ContentHash.ofPicture(picture)));
              return Optional.empty();
            },
            rejected ->
                Optional.of(
                    new Refusal(LetterStage.DECODE_IMAGE, rejected.reason(), rejected.message())));
  }

  private PairRecord pair(CaptionedImage image, String picture) {
    String hash = ContentHash.ofPair(picture, image.getCaptions());
    return new PairRecord(Split.of(picture, settings.heldOutShare()), hash, bytes(image));
  }

  private static byte[] bytes(CaptionedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    try {
      new SpecificDatumWriter<>(CaptionedImage.class).write(image, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }
}
