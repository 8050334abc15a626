package io.clipstream.cli.jobs;

import static io.clipstream.cli.testing.ColourPictures.NEW;
import static io.clipstream.cli.testing.ColourPictures.OLD;

import io.clipstream.cli.testing.ColourPictures;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.schemas.CaptionedImage;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.codec.AvroCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends pictures of colours to be tagged, and pictures of new colours with captions. */
final class ColourSender {
  static final List<String> LABELS =
      List.of("red", "mauve", "green", "amber", "blue", "teal", "white", "black");

  /** Of the captioned pictures, so many at least are to learn from where 0.3 are held out. */
  static final int TO_LEARN_FROM = 75;

  private static final int OF_EACH_COLOUR = 30;
  private static final AvroCodec<CaptionedImage> CAPTIONS =
      AvroCodec.singleObject(CaptionedImage.class);

  private final TestKafka kafka;
  private final String images;
  private final String captions;
  private final long seed;
  private final Map<String, String> truth = new HashMap<>();
  private int sent;

  /**
   * @param images the topic of pictures
   * @param captions the topic of captioned pictures
   * @param seed of the pictures
   */
  ColourSender(TestKafka kafka, String images, String captions, long seed) {
    this.kafka = kafka;
    this.images = images;
    this.captions = captions;
    this.seed = seed;
  }

  /** Pictures sent to be tagged. */
  int sent() {
    return sent;
  }

  /** The colour of a picture that was tagged. */
  String colour(TagEvent result) {
    return truth.get(result.getImageId());
  }

  private byte[] picture(int rgb, int number) {
    return ColourPictures.png(rgb, (seed - 1) * 1_000_000 + number);
  }

  /** Some pictures a second until told to stop; each is kept in a file for the comparison. */
  void stream(Path pictures, AtomicBoolean enough) {
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer(Map.of())) {
      while (!enough.get()) {
        String colour = LABELS.get(sent % LABELS.size());
        int rgb = OLD.containsKey(colour) ? OLD.get(colour) : NEW.get(colour);
        byte[] png = picture(rgb, 50_000 + sent);
        String id = "p" + sent + ".png";
        Files.write(pictures.resolve(id), png);
        truth.put(id, colour);
        byte[] key = id.getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(images, key, TaggingStream.event(id, png)));
        sent++;
        Thread.sleep(25);
      }
    } catch (java.io.IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The colours in turn, so that there are some of each however many a round begins with. */
  void sendCaptions() {
    for (int i = 0; i < OF_EACH_COLOUR; i++) {
      for (String colour : new TreeMap<>(NEW).keySet()) {
        String id = colour + i;
        CaptionedImage pair =
            CaptionedImage.newBuilder()
                .setImageId(id)
                .setImage(ByteBuffer.wrap(picture(NEW.get(colour), 9000 + i)))
                .setCaptions(List.of(ColourPictures.caption(colour)))
                .setCaptionedAt(Instant.EPOCH)
                .build();
        kafka.send(captions, id, CAPTIONS.encode(pair));
      }
    }
  }
}
