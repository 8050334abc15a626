package io.clipstream.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.control.LetterStage;
import io.clipstream.control.RecordFault;
import io.clipstream.model.image.RejectReason;
import io.clipstream.operators.fetch.FetchFault;
import io.clipstream.schemas.codec.Decoding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages about dead letters name every stage and reason that there is, and no other. */
final class ReasonPagesTest {
  private static final Path DOCS = Path.of("../docs");
  private static final Pattern WORD = Pattern.compile("`([A-Z_]+|[a-z-]+)`");

  @Test
  void stages() throws IOException {
    assertThat(words("tagging-job.md", "`__connect.errors.stage` |", " |\n"))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(LetterStage.values()).map(LetterStage::wireName).toList());
  }

  @Test
  void aStageIsFoundByItsNameOnTheWire() {
    for (LetterStage stage : LetterStage.values()) {
      assertThat(LetterStage.named(stage.wireName())).isEqualTo(stage);
    }
  }

  @Test
  void reasonsOfRecords() throws IOException {
    Stream<Enum<?>> reasons =
        Stream.concat(Stream.of(Decoding.Reason.values()), Stream.of(RecordFault.values()));
    assertThat(words("tagging-job.md", "The reasons are those of", "\n\n"))
        .containsExactlyInAnyOrderElementsOf(reasons.map(Enum::name).toList());
  }

  @Test
  void reasonsOfFetching() throws IOException {
    assertThat(words("fetch.md", "one of these reasons:", "\n\n"))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(FetchFault.values()).map(Enum::name).toList());
  }

  @Test
  void reasonsOfPictures() throws IOException {
    assertThat(words("model.md", "Reasons are ", ". "))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(RejectReason.values()).map(Enum::name).toList());
  }

  private static List<String> words(String page, String from, String to) throws IOException {
    String text = Files.readString(DOCS.resolve(page));
    int begin = text.indexOf(from);
    assertThat(begin).as("%s has '%s'", page, from).isNotNegative();
    String part = text.substring(begin + from.length(), text.indexOf(to, begin + from.length()));
    return WORD.matcher(part).results().map((MatchResult word) -> word.group(1)).toList();
  }
}
