package io.clipstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {
  @TempDir private Path dir;

  private static Metrics.Line line(long step) {
    return new Metrics.Line(step, 2.5, 14.25, 0.75, 1e-3, 100.5, 0.125);
  }

  @Test
  void aResumedRunDropsWhatCameBehindItsSnapshot() throws IOException {
    Path file = dir.resolve("run/metrics.tsv");
    Metrics first = Metrics.open(file, 0);
    for (long step = 20; step <= 80; step += 20) {
      first.add(line(step));
    }

    Metrics resumed = Metrics.open(file, 45);
    resumed.add(line(60));

    assertThat(resumed.lines()).containsExactly(line(20), line(40), line(60));
    assertThat(Files.readAllLines(file))
        .hasSize(4)
        .startsWith(Metrics.HEADER)
        .last()
        .isEqualTo("60\t2.500000\t14.2500\t0.7500\t1.000e-03\t100.5\t0.1250");
  }

  @Test
  void aNewRunStartsTheFileAnew() throws IOException {
    Path file = Files.writeString(dir.resolve("metrics.tsv"), "something else\n");
    assertThat(Metrics.open(file, 0).lines()).isEmpty();
    assertThat(Files.readAllLines(file)).containsExactly(Metrics.HEADER);
  }

  @Test
  void aDamagedFileAndAnUnwritableOneAreNamed() throws IOException {
    Path damaged = Files.writeString(dir.resolve("metrics.tsv"), Metrics.HEADER + "\n20\tx\n");
    assertThatThrownBy(() -> Metrics.open(damaged, 20))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("metrics.tsv");
    assertThatThrownBy(() -> Metrics.open(damaged.resolve("inside a file"), 0))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("cannot be kept");
  }
}
