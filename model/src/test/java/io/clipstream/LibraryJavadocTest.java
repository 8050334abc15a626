package io.clipstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryJavadocTest {
  private static final Path SOURCES = Path.of("src", "main", "java", "io", "clipstream");

  @TempDir private Path pages;

  @Test
  void everythingForUsersIsDescribedWithoutWarnings() throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-Xdoclint:all", "-Werror", "-quiet", "-notimestamp"));
    arguments.addAll(List.of("-encoding", "UTF-8", "-d", pages.toString()));
    arguments.addAll(List.of("-classpath", System.getProperty("java.class.path")));
    arguments.addAll(sources());
    StringWriter said = new StringWriter();
    ToolProvider javadoc = ToolProvider.findFirst("javadoc").orElseThrow();
    PrintWriter out = new PrintWriter(said, true);

    int exit = javadoc.run(out, out, arguments.toArray(String[]::new));

    assertThat(said.toString()).isEmpty();
    assertThat(exit).isZero();
    assertThat(pages.resolve("io/clipstream/ZeroShotClassifier.html")).exists();
  }

  private static List<String> sources() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      return files.filter(Files::isRegularFile).map(Path::toString).sorted().toList();
    }
  }
}
