package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.cli.testing.ListeningSockets;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.jobs.testing.TestPictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that runs in one process takes anything from other machines, unless it is asked to. */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
class LoopbackTest {
  @TempDir private Path folder;

  @Test
  void theDemoListensOnLoopbackAloneAndKeepsItsFilesToItsOwner() throws Exception {
    Path model = SmallModel.write(folder, 1).directory();
    Path images = Files.createDirectory(folder.resolve("images"));
    Files.write(images.resolve("0.png"), TestPictures.png(0));
    CommandProcess demo =
        CommandProcess.start(
            List.of(
                "demo",
                "--dir=" + folder.resolve("data"),
                "--port=0",
                "--model=" + model,
                "--labels="
                    + Files.writeString(folder.resolve("l.yaml"), "{id: z, labels: [a, b]}"),
                "--images=" + images));
    try {
      demo.awaitLine("0.png"); // it is tagged: the tagging job runs
      assertLoopback(ListeningSockets.of(demo.pid()), 4); // Kafka, its controller, Flink, page
      assertClosedToOthers(folder.resolve("data"));
    } finally {
      demo.terminate();
    }
    assertThat(demo.exit()).as(demo.output()).isEqualTo(143);
  }

  @Test
  void aJobWhoseRestIsOpenedOnPurposeSaysSoAndOpensNothingElse() throws Exception {
    TaggingStream stream =
        new TaggingStream(TestKafka.shared(), TestKafka.shared().createTopics("loopback", 1));
    stream.promote(SmallModel.write(folder, 2));
    stream.publish(1, List.of("cat", "dog"));
    List<String> command = new ArrayList<>(List.of("job", "tagging"));
    command.addAll(stream.arguments("loopback", folder));
    command.add("--flink.rest.bind-address=0.0.0.0");
    CommandProcess job = CommandProcess.startIn(folder, command);
    try {
      job.awaitLine("REST is open on 0.0.0.0");
      job.awaitLine("has all it needs");
      Set<String> sockets = ListeningSockets.of(job.pid());
      assertThat(sockets).hasSizeGreaterThanOrEqualTo(2); // REST and blobs
      assertThat(sockets).filteredOn(LoopbackTest::isOpen).hasSize(1);
    } finally {
      job.terminate();
    }
    assertThat(job.exit()).as(job.output()).isEqualTo(143);
  }

  private static void assertLoopback(Set<String> sockets, int atLeast) {
    assertThat(sockets).hasSizeGreaterThanOrEqualTo(atLeast).noneMatch(LoopbackTest::isOpen);
  }

  private static boolean isOpen(String socket) {
    String address = socket.substring(socket.indexOf(' ') + 1);
    return !address.startsWith("127.") && !address.startsWith("0:0:0:0:0:0:0:1:");
  }

  /** Every file lies behind a directory that only its owner can enter. */
  private static void assertClosedToOthers(Path data) throws IOException {
    try (Stream<Path> parts = Files.list(data)) {
      assertThat(parts.toList())
          .hasSizeGreaterThanOrEqualTo(4)
          .allSatisfy(
              part ->
                  assertThat(Files.getPosixFilePermissions(part))
                      .as("%s", part)
                      .allMatch(permission -> permission.name().startsWith("OWNER_")));
    }
  }
}
