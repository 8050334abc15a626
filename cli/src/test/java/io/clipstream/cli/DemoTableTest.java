package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.Action;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.Tag;
import io.clipstream.schemas.TagEvent;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoTableTest {
  private static final String CONTROL = "\033\\[[?0-9]*[a-zA-Z]";

  private final StringWriter screen = new StringWriter();
  private final DemoCounts counts = new DemoCounts();
  private TerminalSize size = TerminalSize.USUAL;

  private DemoTable table() {
    DemoTable table =
        new DemoTable(new PrintWriter(screen), "label set 'default' revision 1", () -> size);
    for (int i = 0; i < 30; i++) {
      table.tagged(event("pictures/a-rather-long-name-of-a-picture-" + i + ".png"), 17);
    }
    return table;
  }

  private static TagEvent event(String id) {
    Tag tag = new Tag("a label of some length", 0.2f, 0.93f, Action.TAG, true);
    return TagEvent.newBuilder()
        .setImageId(id)
        .setOrigin(new Origin("images", 0, 7L, null))
        .setTags(List.of(tag, tag, tag))
        .setDecision(Decision.TAG)
        .setCheckpointId("c1")
        .setEmbeddingSpaceId("c1")
        .setLabelSetId("default")
        .setLabelSetRevision(3)
        .setLabelSetHash("0".repeat(64))
        .setAttributes(Map.of())
        .setTaggedAt(Instant.EPOCH)
        .build();
  }

  private List<String> drawn(TerminalSize terminal) {
    size = terminal;
    DemoTable table = table();
    table.end(counts);
    return screen.toString().replaceAll(CONTROL, "").lines().toList();
  }

  @Test
  void noLineIsWiderThanTheTerminal() {
    for (int columns : new int[] {200, 80, 60, 40, 20}) {
      screen.getBuffer().setLength(0);
      assertThat(drawn(new TerminalSize(columns, 24)))
          .hasSize(20)
          .allSatisfy(line -> assertThat(line.length()).isLessThan(columns));
    }
  }

  @Test
  void onAnUsualTerminalEveryColumnIsThere() {
    assertThat(drawn(TerminalSize.USUAL).get(19))
        .startsWith("pictures/a-rather...  TAG       a label of some length 0.930*, a")
        .endsWith("17 ms");
  }

  @Test
  void theTableLeavesRoomForTheCursorOnALowTerminal() {
    assertThat(drawn(new TerminalSize(80, 10))).hasSize(9).last().asString().contains("17 ms");
  }

  @Test
  void itIsDrawnOverItself() {
    DemoTable table = table();
    table.end(counts);
    screen.getBuffer().setLength(0);
    table.end(counts);
    assertThat(screen.toString()).startsWith("\033[20A").contains("pictures/");
  }

  @Test
  void whatSttySaysIsRowsAndColumns() {
    assertThat(TerminalSize.parse("24 100\n")).isEqualTo(new TerminalSize(100, 24));
    assertThat(TerminalSize.parse("0 0\n")).isEqualTo(TerminalSize.USUAL);
    assertThat(TerminalSize.parse("")).isEqualTo(TerminalSize.USUAL);
  }
}
