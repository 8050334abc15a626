package io.clipstream.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.clipstream.model.image.DecodeResult.Decoded;
import io.clipstream.model.image.DecodeResult.Rejected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Odd and hostile files that other projects collected, where a folder of them is at hand. */
class BadImagesTest {
  private static final String VARIABLE = "CLIPSTREAM_BAD_IMAGES";

  @Test
  void everyFileDecodesOrIsRejectedInOneLineAndMostVerdictsAgree() throws IOException {
    String folder = System.getenv(VARIABLE);
    assumeTrue(
        folder != null,
        VARIABLE + " is not set: name a folder with a manifest.tsv (path, source, expected)");
    List<String[]> rows = manifest(Path.of(folder));
    List<String> disagreements = new ArrayList<>();
    int judged = 0;
    for (String[] row : rows) {
      Path file = Path.of(folder, row[0]);
      DecodeResult result =
          assertTimeoutPreemptively(
              Duration.ofMinutes(1), () -> Pictures.DECODER.read(file), row[0]);
      if (result instanceof Rejected rejected) {
        assertThat(rejected.message().lines().count()).as(row[0]).isEqualTo(1);
      }
      if (row[2].equals("decodes") || row[2].equals("must be rejected")) {
        judged++;
        if (result instanceof Decoded != row[2].equals("decodes")) {
          disagreements.add(row[0] + ": " + row[2] + ", got " + summary(result));
        }
      }
    }
    System.out.printf(
        "%d files, %d of %d verdicts differ%n", rows.size(), disagreements.size(), judged);
    disagreements.forEach(System.out::println);
    assertThat(judged).isPositive();
    assertThat(disagreements.size()).isLessThanOrEqualTo(judged * 4 / 100);
  }

  private static List<String[]> manifest(Path folder) throws IOException {
    return Files.readAllLines(folder.resolve("manifest.tsv")).stream()
        .skip(1)
        .map(line -> line.split("\t", -1))
        .toList();
  }

  private static String summary(DecodeResult result) {
    return result instanceof Rejected rejected ? rejected.toString() : "a picture";
  }
}
