package io.clipstream.operators.testing;

import io.clipstream.control.ControlRecord;
import io.clipstream.control.RawRecord;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.Scoring;
import io.clipstream.schemas.codec.AvroCodec;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Records of the topics that a tagger reads. */
public final class Records {
  private static final AvroCodec<ImageEvent> IMAGES = AvroCodec.singleObject(ImageEvent.class);
  private static final AvroCodec<LabelSet> SETS = AvroCodec.singleObject(LabelSet.class);
  private static final AvroCodec<CheckpointEvent> CHECKPOINTS =
      AvroCodec.singleObject(CheckpointEvent.class);

  private Records() {}

  /** A small PNG of coloured noise, another for each seed. */
  public static byte[] picture(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    BufferedImage image = new BufferedImage(40, 36, BufferedImage.TYPE_INT_RGB);
    int tint = random.nextInt() & 0xffffff;
    for (int y = 0; y < 36; y++) {
      for (int x = 0; x < 40; x++) {
        image.setRGB(x, y, (x / 8 + y / 8) % 2 == 0 ? tint : random.nextInt() & 0xffffff);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** The event of picture {@code number}, at that offset. */
  public static RawRecord image(int number) {
    return image(number, null, picture(number), null);
  }

  public static RawRecord image(int number, String labelSet, byte[] picture, String uri) {
    ImageEvent event = new ImageEvent();
    event.setImageId("image-" + number);
    event.setSource("test");
    event.setImage(picture == null ? null : ByteBuffer.wrap(picture));
    event.setUri(uri);
    event.setLabelSetId(labelSet);
    event.setAttributes(Map.of("n", "" + number));
    return raw("images", number, "image-" + number, IMAGES.encode(event));
  }

  public static RawRecord raw(String topic, long offset, String key, byte[] value) {
    byte[] bytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    return new RawRecord(topic, 0, offset, 1_000 + offset, bytes, value, List.of());
  }

  /** A label set with softmax scores, no thresholds reached below 0.5, and one template. */
  public static LabelSet set(String id, long revision, String... labels) {
    LabelSet set = new LabelSet();
    set.setId(id);
    set.setRevision(revision);
    set.setLabels(Arrays.stream(labels).map(name -> label(name, null)).toList());
    set.setTemplates(List.of("a photo of a {}."));
    set.setScoring(Scoring.SOFTMAX);
    set.setBackgroundPrompts(List.of());
    return set;
  }

  public static Label label(String name, String parent) {
    return new Label(name, List.of(name), 0.5f, Action.TAG, parent);
  }

  public static ControlRecord published(long offset, LabelSet set) {
    return new ControlRecord(
        ControlRecord.Log.LABEL_SETS, raw("sets", offset, set.getId(), SETS.encode(set)));
  }

  public static ControlRecord deleted(long offset, String id) {
    return new ControlRecord(ControlRecord.Log.LABEL_SETS, raw("sets", offset, id, null));
  }

  public static ControlRecord announced(long offset, CheckpointEvent event) {
    return new ControlRecord(
        ControlRecord.Log.CHECKPOINTS,
        raw("checkpoints", offset, event.getModelName(), CHECKPOINTS.encode(event)));
  }

  public static ControlRecord withdrawn(long offset, String model) {
    return new ControlRecord(
        ControlRecord.Log.CHECKPOINTS, raw("checkpoints", offset, model, null));
  }
}
