package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.jobs.TaggingJob;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What stands in the job jar, and what must not. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class JobJarIT {
  private static final ClassPaths PATHS = ClassPaths.ofBuild();

  @Test
  void theJobJarHoldsNothingThatTheClusterBringsOrThatLoadsNativeCodeOfTheEngine()
      throws IOException {
    assertThat(entries())
        .contains(TaggingJob.class.getName().replace('.', '/') + ".class")
        .contains("io/opentelemetry/exporter/sender/jdk/internal/JdkHttpSender.class")
        .noneMatch(entry -> entry.startsWith("okhttp3/") || entry.startsWith("kotlin/"))
        .noneMatch(entry -> entry.startsWith("ai/djl/"))
        .noneMatch(entry -> entry.startsWith("com/sun/jna/"))
        .noneMatch(entry -> entry.startsWith("io/clipstream/model/"))
        .noneMatch(entry -> entry.startsWith("io/clipstream/schemas/"))
        .noneMatch(entry -> entry.startsWith("org/apache/avro/"))
        .noneMatch(entry -> entry.startsWith("org/slf4j/"))
        .noneMatch(entry -> entry.startsWith("org/apache/flink/runtime/"))
        .noneMatch(entry -> entry.startsWith("org/apache/flink/streaming/api/environment/"));
  }

  @Test
  void theLibrariesHoldTheEngineAndNothingOfFlinkAndKafka() {
    List<String> names = PATHS.lib().stream().map(jar -> jar.getFileName().toString()).toList();
    assertThat(names)
        .anyMatch(name -> name.startsWith("clipstream-model"))
        .anyMatch(name -> name.startsWith("pytorch-engine"))
        .anyMatch(name -> name.startsWith("pytorch-native"))
        .anyMatch(name -> name.startsWith("jna"))
        .noneMatch(name -> name.startsWith("flink"))
        .noneMatch(name -> name.startsWith("kafka"))
        .noneMatch(name -> name.startsWith("opentelemetry"))
        .noneMatch(name -> name.startsWith("slf4j"));
  }

  @Test
  void everyClassThatOursReferToIsInTheJarOrOnTheClassPathOfACluster() {
    assertThat(missing(PATHS.ofCluster())).isEmpty();
    assertThat(missing(PATHS.ofFlinkAlone()))
        .as("the check sees what is not there")
        .contains("io.clipstream.model.ModelException");
  }

  private static String missing(String classPath) {
    StringWriter found = new StringWriter();
    PrintWriter out = new PrintWriter(found);
    ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
    String[] arguments = {
      "--missing-deps",
      "--multi-release",
      "17",
      "-include",
      "io\\.clipstream\\..*",
      "-cp",
      classPath,
      ClassPaths.JOB_JAR.toString()
    };
    assertThat(jdeps.run(out, out, arguments)).as(found.toString()).isZero();
    return found.toString();
  }

  private static List<String> entries() throws IOException {
    try (JarFile jar = new JarFile(ClassPaths.JOB_JAR.toFile())) {
      return jar.stream().map(JarEntry::getName).toList();
    }
  }
}
