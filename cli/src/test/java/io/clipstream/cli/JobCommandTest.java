package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.jobs.testing.TestPictures;
import io.clipstream.schemas.TagEvent;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class JobCommandTest {
  private static final int PICTURES = 50;

  @TempDir private Path folder;

  private final StringWriter err = new StringWriter();

  @Test
  void aBoundedJobTagsWhatIsThereAndEndsAndTheNextOneTagsWhatCameSince() throws Exception {
    TaggingStream stream =
        new TaggingStream(TestKafka.shared(), TestKafka.shared().createTopics("bounded", 2));
    stream.promote(SmallModel.write(folder, 5));
    stream.publish(1, List.of("cat", "dog"));
    send(stream, 0, PICTURES);
    Path config = folder.resolve("tagging.properties");
    Files.write(
        config,
        stream.arguments("bounded", folder).stream()
            .map(argument -> argument.substring(2))
            .toList());
    String state = "--state.dir=" + folder.resolve("state");

    assertThat(run("--config", config.toString(), state, "--until=latest")).as("%s", err).isZero();
    assertEachOnce(stream, PICTURES);
    assertThat(err.toString()).contains("is running", "has ended");

    send(stream, PICTURES, PICTURES + 10);
    assertThat(run("--config", config.toString(), state, "--until=latest")).as("%s", err).isZero();
    assertEachOnce(stream, PICTURES + 10);
    assertThat(err.toString()).doesNotContain("goes on from");
  }

  private static void send(TaggingStream stream, int from, int to) throws Exception {
    stream.send(
        IntStream.range(from, to)
            .mapToObj(i -> Map.entry("i" + i, TaggingStream.event("i" + i, TestPictures.png(i))))
            .toList());
  }

  private static void assertEachOnce(TaggingStream stream, int count) {
    assertThat(stream.results())
        .extracting(TagEvent::getImageId)
        .doesNotHaveDuplicates()
        .hasSize(count);
  }

  @Test
  void whatIsWrongIsOneLine() {
    assertThat(run("--batch.sise", "3")).isEqualTo(2);
    assertThat(err.toString().strip())
        .isEqualTo(
            "clipstream: unknown option 'batch.sise' in the command line;"
                + " did you mean 'batch.size'?");
  }

  private int run(String... options) {
    CommandLine line = Main.commandLine().setErr(new PrintWriter(err, true));
    String[] all = new String[options.length + 2];
    all[0] = "job";
    all[1] = "tagging";
    System.arraycopy(options, 0, all, 2, options.length);
    return line.execute(all);
  }
}
