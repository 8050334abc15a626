package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.clipstream.cli.testing.Pairs;
import io.clipstream.learning.store.PairStore;
import io.clipstream.learning.store.Split;
import io.clipstream.learning.store.StoredFile;
import io.clipstream.schemas.CaptionedImage;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptionsCommandTest {
  private static final AvroCodec<CaptionedImage> CODEC =
      AvroCodec.singleObject(CaptionedImage.class);

  @TempDir Path folder;
  private String topic;

  @BeforeEach
  void makeTopic() {
    topic = SharedKafka.topic("captions", Map.of("max.message.bytes", "10000"));
  }

  private CommandRun captions(String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "captions";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[all.length - 1] = "--topic.captions=" + topic;
    return CommandRun.onKafka(all);
  }

  private List<CaptionedImage> sent() {
    return SharedKafka.records(topic).stream()
        .map(record -> ((Decoding.Ok<CaptionedImage>) CODEC.decode(record.value())).value())
        .toList();
  }

  @Test
  void aFolderIsSentWithAllCaptionsOfEachPicture() throws Exception {
    Path cat = Files.write(folder.resolve("cat.png"), new byte[] {1, 2});
    Path dog = Files.write(folder.resolve("dog.jpg"), new byte[] {3});
    String table = "path\tcaption\tcaption\ncat.png\ta cat\ta red cat\ndog.jpg\ta dog\n";
    Files.writeString(folder.resolve("captions.tsv"), table);
    CommandRun ran = captions("send", folder.toString(), "--origin=catalogue", "--licence=CC0-1.0");
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.err()).contains("sent 2 to " + topic + ", failed 0");
    assertThat(sent())
        .extracting(CaptionedImage::getImageId)
        .containsExactlyInAnyOrder(cat.toString(), dog.toString());
    CaptionedImage first =
        sent().stream().filter(p -> p.getImageId().endsWith("cat.png")).findAny().orElseThrow();
    assertThat(first.getImage()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
    assertThat(first.getCaptions()).containsExactly("a cat", "a red cat");
    assertThat(first.getOrigin()).isEqualTo("catalogue");
    assertThat(first.getLicence()).isEqualTo("CC0-1.0");
    assertThat(first.getRetracted()).isFalse();
    assertThat(first.getCaptionedAt()).isCloseTo(Instant.now(), within(1, ChronoUnit.HOURS));
  }

  @Test
  void whatCannotBeSentIsNamedAndDoesNotKeepTheOthersBack() throws Exception {
    Files.write(folder.resolve("good.png"), new byte[] {1});
    Files.write(folder.resolve("large.png"), new byte[20_000]);
    String table = "path\tcaption\ngone.png\tnot there\nlarge.png\tlarge\ngood.png\tgood\n";
    Files.writeString(folder.resolve("captions.tsv"), table);
    CommandRun ran = captions("send", folder.toString());
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err())
        .contains("skipped")
        .contains("gone.png")
        .contains("large.png: Kafka at ")
        .contains("larger than the topic's max.message.bytes")
        .contains("sent 1 to " + topic + ", failed 1");
    assertThat(sent()).extracting(CaptionedImage::getCaptions).containsExactly(List.of("good"));
  }

  @Test
  void aFolderWithoutCaptionsIsRefusedAndNothingSent() {
    CommandRun ran = captions("send", folder.toString());
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains(folder.toString()).contains("captions.tsv");
    assertThat(sent()).isEmpty();
  }

  @Test
  void aDeletionIsARetractionUnderThePicturesId() {
    CommandRun ran = captions("delete", "shop/cat.png", "--origin=people");
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.lines()).containsExactly("retracted shop/cat.png");
    assertThat(new String(SharedKafka.records(topic).get(0).key(), StandardCharsets.UTF_8))
        .isEqualTo("shop/cat.png");
    CaptionedImage retraction = sent().get(0);
    assertThat(retraction.getImageId()).isEqualTo("shop/cat.png");
    assertThat(retraction.getRetracted()).isTrue();
    assertThat(retraction.getImage()).isNull();
    assertThat(retraction.getCaptions()).isEmpty();
    assertThat(retraction.getOrigin()).isEqualTo("people");
    assertThat(retraction.getCaptionedAt()).isCloseTo(Instant.now(), within(1, ChronoUnit.HOURS));
  }

  @Test
  void withTheStoreThePairsBytesGoToo() throws Exception {
    Pairs.write(folder, Split.TRAIN, Map.of("red", 0xd02020, "blue", 0x2020d0), 3, 1);
    PairStore store = new PairStore(folder);
    StoredFile file = store.files(Split.TRAIN).get(0);
    CommandRun ran = captions("delete", "red1", "--store=" + folder);
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.lines()).containsExactly("retracted red1", "removed 1 pairs from " + folder);
    assertThat(store.count(file)).isEqualTo(5);
    String bytes = Files.readString(folder.resolve(file.path()), StandardCharsets.ISO_8859_1);
    assertThat(bytes).contains("red0").doesNotContain("red1");
    assertThat(sent()).hasSize(1);
  }

  @Test
  void anObjectStoreIsRefusedWithWhatToDoBeforeAnythingIsSent() {
    CommandRun ran = captions("delete", "red1", "--store=s3://bucket/pairs");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err())
        .contains("--store s3://bucket/pairs: no lock holds the job off")
        .contains("stop the job");
    assertThat(sent()).isEmpty();
  }

  @Test
  void aStoreThatIsNotThereIsAnErrorBeforeAnythingIsSent() {
    CommandRun ran = captions("delete", "red1", "--store=" + folder.resolve("none"));
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains("none: expected the directory of a pair store, found none");
    assertThat(ran.out()).isEmpty();
    assertThat(sent()).isEmpty();
  }
}
