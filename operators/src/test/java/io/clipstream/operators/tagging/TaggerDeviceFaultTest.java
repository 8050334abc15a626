package io.clipstream.operators.tagging;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.operators.testing.Checkpoints;
import io.clipstream.operators.testing.LogReader;
import io.clipstream.operators.testing.Records;
import io.clipstream.schemas.TagEvent;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A device that fails while a label set is being encoded: no image is a reject because of it. */
@Timeout(120)
class TaggerDeviceFaultTest {
  @TempDir Path dir;
  private LogReader logs;
  private TaggerHarness tagger;

  @BeforeEach
  void start() throws Exception {
    logs =
        LogReader.of(
            "device-fault",
            Records.published(0, Records.set("default", 1, "cat", "dog")),
            Records.announced(0, Checkpoints.write(dir.resolve("a"), 1, 16)));
    tagger = TaggerHarness.started(settings(), logs);
  }

  private TaggerSettings settings() {
    return new TaggerSettingsBuilder("job", "shop")
        .device("cpu")
        .batchSize(1)
        .allowedPrefixes(List.of(dir.toString()))
        .build();
  }

  @AfterEach
  void stop() throws Exception {
    tagger.close();
  }

  @Test
  void itsImagesWaitAndPeopleHearOfIt() throws Exception {
    tagger.tagger().generation().model().clip().close(); // as a device that has gone
    tagger.control(Records.published(1, Records.set("new", 1, "tree")));
    tagger.image(Records.image(0, "new", Records.picture(0), null));
    tagger.until(() -> !tagger.status().getFailures().isEmpty());
    assertThat(tagger.status().getFailures().get(0).getSubject()).contains("label set new");
    assertThat(tagger.status().getFailures().get(0).getMessage()).contains("the device failed");
    OperatorSubtaskState state = tagger.flush().barrier();
    assertThat(tagger.letters()).isEmpty();
    tagger.control(Records.deleted(9, "new")); // or the end waits for its images
    tagger.close();
    logs.append(Records.published(1, Records.set("new", 1, "tree")));
    tagger = TaggerHarness.restored(settings(), logs, 1, 0, state, 1); // on a device that works
    tagger.until(() -> tagger.tags().size() == 1);
    assertThat(tagger.tags()).extracting(TagEvent::getLabelSetId).containsExactly("new");
  }
}
