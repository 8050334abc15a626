package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The walks through the code that ARCHITECTURE.md tells: the code has what they name. */
@AnalyzeClasses(
    packages = "io.clipstream",
    importOptions = {ImportOption.DoNotIncludeTests.class, ModuleArrowsTest.NoTestJars.class})
class ArchitecturePageTest {
  private static final List<String> WALKS =
      List.of("An image, from Kafka to its tag", "A caption, on its way into a checkpoint");
  private static final Pattern METHOD = Pattern.compile("`([A-Z]\\w*\\.[a-z]\\w*)`");
  private static final Pattern STEP = Pattern.compile("(?m)^\\d+\\. ");

  @ArchTest
  static void everyMethodThatAWalkNamesExists(JavaClasses classes) throws IOException {
    Set<String> methods =
        classes.stream()
            .flatMap(type -> type.getMethods().stream())
            .map(ArchitecturePageTest::name)
            .collect(Collectors.toSet());
    for (String walk : WALKS) {
      List<String> named =
          METHOD.matcher(section(walk)).results().map(found -> found.group(1)).toList();
      assertThat(named).as(walk).hasSizeGreaterThan(6).isSubsetOf(methods);
    }
  }

  @ArchTest
  static void aWalkHasTwelveStepsAtMost(JavaClasses classes) throws IOException {
    for (String walk : WALKS) {
      List<String> steps = STEP.matcher(section(walk)).results().map(MatchResult::group).toList();
      assertThat(steps).as(walk).hasSizeBetween(1, 12);
    }
  }

  private static String name(JavaMember method) {
    JavaClass owner = method.getOwner();
    return owner.getSimpleName() + "." + method.getName();
  }

  private static String section(String title) throws IOException {
    Path here = Path.of("").toAbsolutePath();
    Path root = here.endsWith("cli") ? here.getParent() : here;
    String page = Files.readString(root.resolve("ARCHITECTURE.md"));
    int from = page.indexOf("\n## " + title + "\n");
    assertThat(from).as("section '%s'", title).isPositive();
    int to = page.indexOf("\n## ", from + 1);
    return page.substring(from, to < 0 ? page.length() : to);
  }
}
