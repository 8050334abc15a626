package io.clipstream.model.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The fuzzing targets on their seeds, on damaged seeds, and on what fuzzing found. */
class FuzzRegressionTest {
  static Stream<String> targets() {
    return FuzzTargets.ALL.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void seedsWholeAndDamagedDoNoHarm(String target) {
    List<byte[]> seeds = FuzzTargets.seeds(target);
    assertThat(seeds).isNotEmpty();
    Random random = new Random(13);
    for (byte[] seed : seeds) {
      for (int round = 0; round < 3; round++) {
        byte[] input = seed.clone();
        for (int i = 0; i < round && input.length > 0; i++) {
          input[random.nextInt(input.length)] = (byte) random.nextInt();
        }
        assertThatCode(() -> FuzzTargets.ALL.get(target).accept(input)).doesNotThrowAnyException();
      }
    }
  }

  /** Files in {@code src/test/resources/fuzz/TARGET}: whoever finds one adds it. */
  @Test
  void whatFuzzingFoundDoesNoHarmAnyMore() throws IOException, URISyntaxException {
    Path folder = Path.of(FuzzRegressionTest.class.getResource("/fuzz").toURI());
    try (Stream<Path> files = Files.walk(folder).filter(Files::isRegularFile)) {
      assertThat(files)
          .isNotEmpty()
          .allSatisfy(
              file -> {
                String target = file.getParent().getFileName().toString();
                FuzzTargets.ALL.get(target).accept(Files.readAllBytes(file));
              });
    }
  }
}
