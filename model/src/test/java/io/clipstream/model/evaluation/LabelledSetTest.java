package io.clipstream.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledSetTest {
  @TempDir Path folder;

  private Path table(String text) throws IOException {
    return Files.writeString(folder.resolve("set.tsv"), text);
  }

  @Test
  void readsPathsRelativeToTheTableAndOptionalColumns() throws IOException {
    Path absolute = folder.resolve("elsewhere.png").toAbsolutePath();
    LabelledSet set =
        LabelledSet.read(
            table(
                "path\tclass\tcaption\tgroup\n"
                    + "p/a.png\tcat\ta cat\tanimals\n"
                    + absolute
                    + "\tdog\t\t\n\n"
                    + "b.png\tcat\n"));

    assertThat(set.classes()).containsExactly("cat", "dog");
    assertThat(set.examples())
        .containsExactly(
            new LabelledSet.Example(
                folder.resolve("p/a.png"), "cat", Optional.of("a cat"), Optional.of("animals")),
            new LabelledSet.Example(absolute, "dog", Optional.empty(), Optional.empty()),
            new LabelledSet.Example(
                folder.resolve("b.png"), "cat", Optional.empty(), Optional.empty()));
  }

  @Test
  void columnsMayStandInAnyOrder() throws IOException {
    LabelledSet set = LabelledSet.read(table("source\tclass\tpath\nme\tcat\ta.png\n"));

    assertThat(set.examples().get(0).path()).isEqualTo(folder.resolve("a.png"));
    assertThat(set.examples().get(0).label()).isEqualTo("cat");
  }

  @Test
  void errorsNameTheLine() throws IOException {
    for (String header : new String[] {"", "a.png\tcat\n", "path\tlabel\n"}) {
      Path file = table(header);
      assertThatThrownBy(() -> LabelledSet.read(file))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("line 1: the header is");
    }
    Path withoutClass = table("path\tclass\na.png\tcat\nb.png\n");
    assertThatThrownBy(() -> LabelledSet.read(withoutClass))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("line 3: the class is missing");
    Path noPath = table("path\tclass\na\0b\tcat\n");
    assertThatThrownBy(() -> LabelledSet.read(noPath))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("line 2: ");
    Path noRow = table("path\tclass\n\n");
    assertThatThrownBy(() -> LabelledSet.read(noRow))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("no rows");
    assertThatThrownBy(() -> LabelledSet.read(folder.resolve("none.tsv")))
        .isInstanceOf(NoSuchFileException.class);
  }
}
