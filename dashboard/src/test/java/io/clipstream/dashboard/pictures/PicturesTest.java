package io.clipstream.dashboard.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.dashboard.TestPictures;
import io.clipstream.dashboard.World;
import io.clipstream.dashboard.store.Result.Place;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pictures out of a real broker, honest and hostile. */
@Timeout(120)
class PicturesTest {
  private static final Function<Place, Optional<Place>> NO_TAG = place -> Optional.empty();

  private static World world;
  private static RecordFetcher records;
  private static Pictures pictures;

  @BeforeAll
  static void start() {
    world = World.create();
    records = new RecordFetcher(world.kafka(), 2);
    pictures = new Pictures(world.kafka(), records, 2);
  }

  @AfterAll
  static void stop() {
    records.close();
    world.close();
  }

  private static Place place(Origin origin) {
    return new Place(origin.getTopic(), origin.getPartition(), origin.getOffset());
  }

  private static BufferedImage image(Shown shown) throws IOException {
    assertThat(shown).isInstanceOf(Shown.Jpeg.class);
    return ImageIO.read(new ByteArrayInputStream(((Shown.Jpeg) shown).bytes()));
  }

  private static String message(Shown shown) {
    assertThat(shown).isInstanceOf(Shown.Nothing.class);
    return ((Shown.Nothing) shown).message();
  }

  @Test
  void aPictureIsScaledAndWrittenAnew() throws Exception {
    byte[] original = TestPictures.png(1, 1_200, 600);
    Shown shown = pictures.show(place(world.picture("a", original)), 320, NO_TAG);
    BufferedImage small = image(shown);
    assertThat(small.getWidth()).isEqualTo(320);
    assertThat(small.getHeight()).isEqualTo(160);
    assertThat(((Shown.Jpeg) shown).bytes()).startsWith(0xff, 0xd8);
  }

  @Test
  void bytesThatAreNoPictureAreNeverSent() throws Exception {
    byte[] png = TestPictures.png(2, 300, 200);
    byte[] flipped = png.clone();
    Random random = new Random(7);
    for (int i = 0; i < 40; i++) {
      flipped[40 + random.nextInt(png.length - 40)] ^= (byte) (1 + random.nextInt(255));
    }
    List<byte[]> hostile =
        List.of(
            "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
                .getBytes(StandardCharsets.UTF_8),
            "<html><script>alert(1)</script>".getBytes(StandardCharsets.UTF_8),
            new byte[0],
            Arrays.copyOf(png, png.length / 2),
            flipped,
            bomb());
    for (byte[] bytes : hostile) {
      Shown shown = pictures.show(place(world.picture("hostile", bytes)), 320, NO_TAG);
      assertThat(message(shown)).startsWith("This picture cannot be shown: ");
    }
  }

  /** A GIF of a few bytes that claims to be 65,535 pixels wide and high. */
  private static byte[] bomb() {
    byte[] gif = new byte[44];
    byte[] head = "GIF89a".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(head, 0, gif, 0, head.length);
    Arrays.fill(gif, 6, 10, (byte) 0xff);
    return gif;
  }

  @Test
  void aRecordThatIsNoImageEventSaysSo() throws Exception {
    RecordMetadata at = world.send(world.kafka().name(Topic.IMAGES), "x", new byte[] {1, 2, 3});
    Place place = new Place(at.topic(), at.partition(), at.offset());
    assertThat(message(pictures.show(place, 320, NO_TAG))).startsWith("This record is no picture");
  }

  @Test
  void aPictureByUriIsShownByTheThumbnailOfItsResult() throws Exception {
    Origin origin = world.pictureByUri("far", "https://example.org/a.png");
    assertThat(message(pictures.show(place(origin), 320, NO_TAG))).contains("came by URI");
    TagEvent event = World.tagEvent("far", origin, Decision.TAG);
    event.setThumbnail(ByteBuffer.wrap(TestPictures.png(3, 96, 72)));
    RecordMetadata at = world.publish(event);
    Place tag = new Place(at.topic(), at.partition(), at.offset());
    assertThat(image(pictures.show(place(origin), 320, place -> Optional.of(tag))).getWidth())
        .isEqualTo(96);
  }

  @Test
  void whatKafkaDoesNotKeepIsSaid() throws Exception {
    Place nowhere = new Place(world.kafka().name(Topic.IMAGES), 0, 1_000_000);
    assertThat(message(pictures.show(nowhere, 320, NO_TAG))).contains("no longer keeps");
  }
}
