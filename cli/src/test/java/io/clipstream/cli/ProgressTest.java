package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final StringWriter err = new StringWriter();

  @Test
  void onATerminalTheBarFillsAndEndsItsLine() {
    Progress progress = new Progress(new PrintWriter(err), "tagging", 4, true);
    progress.at(2);
    progress.clear();
    progress.at(4);

    assertThat(err.toString())
        .contains("\rtagging ###############............... 2/4, ")
        .contains("\r\u001b[K")
        .endsWith("############################## 4/4, 0 s left " + System.lineSeparator());
  }

  @Test
  void offATerminalThereIsNoBarButDetailsAreLines() {
    Progress progress = new Progress(new PrintWriter(err), "training", 4, false);
    progress.at(1);
    progress.at(2, "loss 3.1");
    progress.clear();

    assertThat(err.toString()).isEqualToIgnoringNewLines("training 2/4: loss 3.1");
  }
}
