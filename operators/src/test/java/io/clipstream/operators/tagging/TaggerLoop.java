package io.clipstream.operators.tagging;

import io.clipstream.operators.testing.Checkpoints;
import io.clipstream.operators.testing.LogReader;
import io.clipstream.operators.testing.Records;
import io.clipstream.operators.types.SideOutputs;
import io.clipstream.schemas.CheckpointEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What {@link TaggerMemoryTest} runs in a JVM of its own: a tagger that works, and how long. */
public final class TaggerLoop {
  private static final int BATCH = 4;

  private final CheckpointEvent a;
  private final CheckpointEvent b;
  private final TaggerHarness tagger;
  private int sent;
  private int announced;

  private TaggerLoop(Path dir) throws Exception {
    a = Checkpoints.wide(dir.resolve("a"), 1, 16);
    b = Checkpoints.wide(dir.resolve("b"), 2, 24);
    LogReader logs =
        LogReader.of(
            "loop",
            Records.published(0, Records.set("default", 1, "cat", "dog", "sofa")),
            Records.announced(0, a));
    tagger =
        TaggerHarness.started(
            new TaggerSettingsBuilder("job", "shop")
                .device("cpu")
                .batchSize(BATCH)
                .allowedPrefixes(List.of(dir.toString()))
                .build(),
            logs);
  }

  /** Arguments: a directory, {@code batches} or {@code swaps}, and how many. */
  public static void main(String[] arguments) throws Exception {
    TaggerLoop loop = new TaggerLoop(Path.of(arguments[0]));
    boolean swaps = arguments[1].equals("swaps");
    int count = Integer.parseInt(arguments[2]);
    int warmUp = swaps ? 10 : count / 10;
    loop.run(warmUp, swaps);
    long before = resident();
    loop.run(count - warmUp, swaps);
    System.out.println("grew " + (resident() - before));
    loop.tagger.close();
  }

  private void run(int count, boolean swaps) throws Exception {
    for (int i = 0; i < count; i++) {
      if (swaps) {
        swap();
      } else {
        batch();
      }
      tagger.getOutput().clear();
      tagger.getSideOutput(SideOutputs.STATUS).clear();
    }
  }

  private void batch() throws Exception {
    for (int i = 0; i < BATCH; i++) {
      tagger.image(Records.image(sent++));
    }
    tagger.flush();
    require(tagger.tags().size() == BATCH);
  }

  /** A swap under load: images arrive until the other checkpoint is in service. */
  private void swap() throws Exception {
    CheckpointEvent next = announced % 2 == 0 ? b : a;
    tagger.control(Records.announced(++announced, next));
    int first = sent;
    while (!tagger.tagger().generation().checkpoint().equals(next)) {
      tagger.image(Records.image(sent++));
    }
    tagger.image(Records.image(sent++)).flush();
    require(tagger.tags().size() == sent - first);
    require(tagger.tags().get(sent - first - 1).getCheckpointId().equals(next.getCheckpointId()));
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalStateException("a result is missing or wrong");
    }
  }

  private static long resident() throws IOException {
    System.gc();
    return 4096 * Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ", -1)[1]);
  }
}
