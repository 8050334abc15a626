package io.clipstream.distribution;

import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.LabelSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * A few pictures, the checkpoints and labels that they are tagged with, and what comes of it.
 *
 * @param all kinds of pictures, the last of which is none
 * @param checkpoints two of them, as small as they come
 * @param labels two contents of one label set
 */
record FailurePictures(
    List<byte[]> all,
    List<CheckpointEvent> checkpoints,
    List<LabelSet> labels,
    ExpectedScores expected) {
  private static final String MODEL = "small";
  private static final int GOOD = 12;

  /** Writes checkpoints and has the pictures tagged with them. */
  static FailurePictures prepare(Path directory, Path models) throws IOException {
    List<byte[]> good = LongStream.range(0, GOOD).mapToObj(PictureStream::picture).toList();
    List<byte[]> all = new ArrayList<>(good);
    all.add("no picture".getBytes(StandardCharsets.UTF_8));
    List<CheckpointEvent> checkpoints =
        List.of(
            Checkpoints.write(models.resolve("a"), MODEL, 1),
            Checkpoints.write(models.resolve("b"), MODEL, 2));
    List<LabelSet> labels =
        List.of(SwapStage.labels("cat", "sofa"), SwapStage.labels("house", "tree", "boat"));
    Map<String, Path> places = Map.of("a", models.resolve("a"), "b", models.resolve("b"));
    ExpectedScores expected = ExpectedScores.compute(directory, good, places, labels);
    return new FailurePictures(all, checkpoints, labels, expected);
  }

  /** The place of the picture that is none. */
  int bad() {
    return GOOD;
  }
}
