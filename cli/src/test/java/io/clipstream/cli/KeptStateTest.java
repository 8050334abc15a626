package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.jobs.testing.TestPictures;
import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.TagEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A job in one process that ends, one way or another, and is started again with the defaults. */
@Timeout(600)
class KeptStateTest {
  private static final String JOB = "kept";
  private static final int SLOW_LABELS = 24_000;
  private static final int SLOW_TEMPLATES = 80;

  @TempDir private Path folder;

  private final TaggingStream stream =
      new TaggingStream(TestKafka.shared(), TestKafka.shared().createTopics(JOB, 1));
  private final List<CommandProcess> started = new ArrayList<>();
  private final CountDownLatch mayAnswer = new CountDownLatch(1);
  private final ExecutorService answering = Executors.newCachedThreadPool();
  private HttpServer server;

  /** A host that answers when it is told to. */
  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(answering);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try {
      mayAnswer.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    byte[] picture = TestPictures.png(3);
    exchange.sendResponseHeaders(200, picture.length);
    exchange.getResponseBody().write(picture);
    exchange.close();
  }

  @AfterEach
  void endAll() {
    started.forEach(CommandProcess::kill);
    mayAnswer.countDown();
    server.stop(0);
    answering.shutdown();
  }

  private URI picture() {
    return URI.create("http://" + host() + "/slow.png");
  }

  private String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** The group's offsets are past both, so that they exist in the job's state alone. */
  @Test
  void aSetAsideImageAndOneThatIsBeingFetchedHaveOneOutcomeEachAfterAKillAndAStop()
      throws Exception {
    stream.promote(SmallModel.write(folder, 7));
    stream.publish(1, List.of("cat", "dog"));

    CommandProcess killed = start("has all it needs");
    stream.publish("slow", 1, slowLabels(), slowTemplates());
    await(killed, "read labels", () -> committed(JOB + "-control", stream.labelSets()) == 2);
    stream.send(
        List.of(
            Map.entry("plain", TaggingStream.event("plain", TestPictures.png(1))),
            Map.entry("aside", TaggingStream.event("aside", TestPictures.png(2), "slow")),
            Map.entry("fetched", TaggingStream.event("fetched", picture()))));
    await(killed, "read pictures", () -> committed(JOB, stream.images()) == 3);
    killed.kill();
    assertThat(killed.exit()).as(killed.output()).isEqualTo(137);
    assertOwnersOnly(folder.resolve("data/state").resolve(JOB));

    stop(start("goes on from ", "has all it needs"));
    assertThat(stream.results()).extracting(TagEvent::getImageId).containsExactly("plain");

    mayAnswer.countDown();
    stream.publish("slow", 2, List.of("cat", "dog"), TaggingStream.TEMPLATES); // soon encoded
    CommandProcess last = start("goes on from ");
    await(last, "three outcomes", () -> stream.outcomes() >= 3);
    stop(last);
    assertThat(stream.deadLetters()).isEmpty();
    assertThat(stream.results())
        .extracting(TagEvent::getImageId)
        .containsExactlyInAnyOrder("plain", "aside", "fetched");
  }

  private CommandProcess start(String... until) throws Exception {
    CommandProcess process = CommandProcess.startIn(folder, command());
    started.add(process);
    for (String words : until) {
      process.awaitLine(words);
    }
    return process;
  }

  private static void stop(CommandProcess process) throws Exception {
    process.terminate();
    assertThat(process.exit()).as(process.output()).isEqualTo(143);
    assertThat(process.output()).doesNotContain("without a savepoint");
  }

  private List<String> command() {
    List<String> command = new ArrayList<>(List.of("job", "tagging"));
    command.addAll(stream.arguments(JOB, folder));
    command.remove("--checkpoint.interval=500 ms");
    command.addAll(
        List.of(
            "--checkpoint.interval=100 ms",
            "--fetch.enabled=true",
            "--fetch.allowed-schemes=http",
            "--fetch.allowed-hosts=" + host(),
            "--fetch.allowed-networks=127.0.0.0/8",
            "--fetch.timeout=10 min"));
    return command;
  }

  private static List<String> slowLabels() {
    return IntStream.range(0, SLOW_LABELS).mapToObj(i -> "thing " + i).toList();
  }

  private static List<String> slowTemplates() {
    return IntStream.range(0, SLOW_TEMPLATES).mapToObj(i -> "picture " + i + " of a {}").toList();
  }

  private static long committed(String group, String topic) {
    return TestKafka.shared().committedOffset(group, topic);
  }

  private static void await(CommandProcess process, String what, Callable<Boolean> condition) {
    Eventually.await(what).failFast("the job has ended", () -> !process.isAlive()).until(condition);
  }

  private static void assertOwnersOnly(Path state) throws IOException {
    for (Path path = state; !path.endsWith("data"); path = path.getParent()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .as("%s", path)
          .isEqualTo("rwx------");
    }
  }
}
