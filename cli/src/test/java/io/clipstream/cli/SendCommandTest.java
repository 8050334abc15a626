package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SendCommandTest {
  private static final AvroCodec<ImageEvent> CODEC = AvroCodec.singleObject(ImageEvent.class);

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 7};
  private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 7};

  @TempDir Path folder;
  private String topic;

  @BeforeEach
  void makeTopic() throws Exception {
    topic = SharedKafka.topic("images", Map.of("max.message.bytes", "10000"));
  }

  @Test
  void sendsAFolderInOrderOfNamesWithTheBytesAsTheyAre() throws Exception {
    Path b = Files.write(folder.resolve("b.png"), PNG);
    Path a = Files.write(folder.resolve("a.jpg"), JPEG);
    CommandRun ran =
        CommandRun.onKafka(
            "send",
            folder.toString(),
            "--source=shop",
            "--label-set=pets",
            "--topic.images=" + topic);
    assertThat(ran.exit()).isZero();
    assertThat(ran.err()).contains("sent 2 to " + topic + ", failed 0");
    List<ImageEvent> events = events();
    assertThat(events)
        .extracting(ImageEvent::getImageId)
        .containsExactly(a.toString(), b.toString());
    ImageEvent first = events.get(0);
    assertThat(first.getImage()).isEqualTo(ByteBuffer.wrap(JPEG));
    assertThat(first.getUri()).isNull();
    assertThat(first.getSource()).isEqualTo("shop");
    assertThat(first.getLabelSetId()).isEqualTo("pets");
    assertThat(first.getContentType()).isEqualTo("image/jpeg");
  }

  @Test
  void leavesOutWhatIsNoPictureInAFolderAndSendsWhatIsNamed() throws Exception {
    Path photos = Files.createDirectories(folder.resolve("photos/deeper")).getParent();
    Path picture = Files.write(photos.resolve("deeper/photo"), JPEG);
    Files.writeString(photos.resolve("notes.png"), "no picture, whatever its name says");
    Files.writeString(photos.resolve("LICENSE"), "as is");
    Path named = Files.writeString(folder.resolve("named.txt"), "sent all the same");
    String topics = "--topic.images=" + topic;
    CommandRun ran = CommandRun.onKafka("send", photos.toString(), named.toString(), topics);
    assertThat(ran.exit()).isZero();
    assertThat(ran.err())
        .contains("sent 2 to " + topic + ", failed 0, left out 2 that are no pictures");
    assertThat(events())
        .extracting(ImageEvent::getImageId)
        .containsExactly(picture.toString(), named.toString());
    Files.delete(picture);
    CommandRun none = CommandRun.onKafka("send", photos.toString(), topics);
    assertThat(none.exit()).isEqualTo(1);
    assertThat(none.err())
        .contains("there are no pictures in " + photos + "; other files there: 2");
  }

  @Test
  void sendsWherePicturesAreInsteadOfWhatTheyAre() throws Exception {
    Path local = Files.write(folder.resolve("a b.png"), new byte[] {1});
    CommandRun ran =
        CommandRun.onKafka(
            "send",
            "--by-uri",
            "https://example.org/cat.jpg",
            local.toString(),
            "--topic.images",
            topic);
    assertThat(ran.exit()).isZero();
    assertThat(events())
        .extracting(ImageEvent::getUri)
        .containsExactly("https://example.org/cat.jpg", local.toUri().toString());
    assertThat(events()).extracting(ImageEvent::getImage).containsOnlyNulls();
  }

  @Test
  void oneThatCannotBeSentDoesNotKeepTheOthersBack() throws Exception {
    Path good = Files.write(folder.resolve("good.png"), new byte[] {1});
    Path large = Files.write(folder.resolve("large.png"), new byte[20_000]);
    Path missing = folder.resolve("missing.png");
    CommandRun ran =
        CommandRun.onKafka(
            "send",
            missing.toString(),
            large.toString(),
            good.toString(),
            "--topic.images=" + topic);
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err())
        .contains(missing + ": cannot be read: it does not exist")
        .contains(large + ": Kafka at ")
        .contains("larger than the topic's max.message.bytes")
        .contains("sent 1 to " + topic + ", failed 2");
    assertThat(events()).extracting(ImageEvent::getImageId).containsExactly(good.toString());
  }

  @Test
  void anIdIsForOnePicture() throws Exception {
    Path one = Files.write(folder.resolve("1.png"), PNG);
    assertThat(
            CommandRun.onKafka("send", one.toString(), "--id", "x-17", "--topic.images=" + topic)
                .exit())
        .isZero();
    ConsumerRecord<byte[], byte[]> record = SharedKafka.records(topic).get(0);
    assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("x-17");
    Files.write(folder.resolve("2.png"), PNG);
    CommandRun two =
        CommandRun.onKafka("send", folder.toString(), "--id=y", "--topic.images=" + topic);
    assertThat(two.exit()).isEqualTo(2);
    assertThat(two.err()).contains("--id is given and there are 2 pictures");
  }

  @Test
  void aListIsSentLineByLineWhileItIsStillBeingWritten() throws Exception {
    Path one = Files.write(folder.resolve("1.png"), new byte[] {1});
    Path two = Files.write(folder.resolve("2.png"), new byte[] {2});
    InputStream before = System.in;
    try (PipedOutputStream list = new PipedOutputStream()) {
      System.setIn(new PipedInputStream(list));
      CompletableFuture<CommandRun> run =
          CompletableFuture.supplyAsync(
              () -> CommandRun.onKafka("send", "-", "--topic.images=" + topic));
      write(list, one);
      awaitEvents(1, run);
      write(list, two);
      awaitEvents(2, run);
      list.close();
      assertThat(run.get(1, TimeUnit.MINUTES).exit()).isZero();
      assertThat(run.get().err()).contains("sent 2 to " + topic);
    } finally {
      System.setIn(before);
    }
    assertThat(events())
        .extracting(ImageEvent::getImageId)
        .containsExactly(one.toString(), two.toString());
  }

  private static void write(PipedOutputStream list, Path path) throws Exception {
    list.write((path + "\n").getBytes(StandardCharsets.UTF_8));
    list.flush();
  }

  private void awaitEvents(int count, CompletableFuture<CommandRun> run) throws Exception {
    Eventually.await(count + " pictures")
        .failFast("the command has ended", run::isDone)
        .until(() -> events().size() == count);
  }

  @Test
  void anIdIsNotForAList() {
    CommandRun ran = CommandRun.onKafka("send", "-", "--id=x", "--topic.images=" + topic);
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("--id is given and there is a list, expected 1 picture");
  }

  @Test
  void aMissingTopicIsNamedWithTheCommandThatMakesIt() throws Exception {
    Path one = Files.write(folder.resolve("1.png"), new byte[] {1});
    CommandRun ran = CommandRun.onKafka("send", one.toString(), "--topic.images=not.there");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains("not.there").contains("'clipstream topics create' makes it");
  }

  @Test
  void settingsReachTheClients() throws Exception {
    Path one = Files.write(folder.resolve("1.png"), new byte[] {1});
    String[] tls = {
      "send",
      one.toString(),
      "--topic.images=" + topic,
      "--kafka.security.protocol=SSL",
      "--kafka.ssl.truststore.location",
      folder.resolve("no-such.jks").toString()
    };
    CommandRun ran = CommandRun.onKafka(tls);
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains("no-such.jks");
  }

  private List<ImageEvent> events() {
    return SharedKafka.records(topic).stream()
        .map(record -> ((Decoding.Ok<ImageEvent>) CODEC.decode(record.value())).value())
        .toList();
  }
}
