package io.clipstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page shows is compiled as it stands, and its program runs. */
class LibraryPageTest {
  private static final Path PAGE = Box.HOME.resolve("docs/library.md");
  private static final Pattern BLOCK = Pattern.compile("(?m)(?:^(?: {4}.*)?\\n)+");
  private static final Pattern JAVA = Pattern.compile("(?m);$");

  @TempDir private Path dir;

  @Test
  void theProgramHasTenLinesAndTagsASample() throws Exception {
    String program =
        examples().stream().filter(LibraryPageTest::isProgram).findFirst().orElseThrow();
    assertThat(program.lines().filter(line -> !line.isBlank())).hasSize(10);
    compile("Tagging", program);

    assertThat(run("Tagging", "samples/pictures/bus-noto.png")).isEqualTo("it shows: bus\n");
    assertThat(run("Tagging", "docs/library.md")).doesNotContain("bus").hasLineCount(1);
  }

  @Test
  void everyOtherExampleCompiles() throws IOException {
    List<String> others = examples().stream().filter(text -> !isProgram(text)).toList();
    assertThat(others).hasSizeGreaterThan(4);
    for (int i = 0; i < others.size(); i++) {
      compile("Example" + i, inMethod("Example" + i, others.get(i)));
    }
  }

  private static boolean isProgram(String example) {
    return example.startsWith("import ");
  }

  private static List<String> examples() throws IOException {
    List<String> examples = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(PAGE));
    while (block.find()) {
      String text = block.group().stripIndent().strip();
      if (JAVA.matcher(text).find()) {
        examples.add(text + "\n");
      }
    }
    return examples;
  }

  /** The names that the page uses without saying what they are. */
  private static String inMethod(String name, String example) {
    boolean needsClassifier = example.contains(" classifier.");
    return """
        import io.clipstream.*;
        import java.nio.file.*;
        import java.util.*;
        class %s {
          static void run(%sPath directory, byte[] bytes, List<byte[]> pictures) throws Exception {
        %s
          }
        }
        """
        .formatted(name, needsClassifier ? "ZeroShotClassifier classifier, " : "", example);
  }

  private void compile(String name, String source) throws IOException {
    Path file = Files.writeString(dir.resolve(name + ".java"), source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of("-d", dir.toString(), "-cp", System.getProperty("java.class.path"));
      Boolean compiled =
          compiler.getTask(said, files, null, options, null, files.getJavaFileObjects(file)).call();
      assertThat(compiled).as(source + said).isTrue();
    }
  }

  /** What the program prints, run as by a user in the project's directory. */
  private String run(String name, String argument) throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String classPath = dir + File.pathSeparator + System.getProperty("java.class.path");
    List<String> command =
        Stream.of(java.toString(), "-Xmx256m", "-cp", classPath, name, argument).toList();
    Path errors = dir.resolve("errors.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(Box.HOME.toFile())
            .redirectError(errors.toFile())
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
    return output;
  }
}
