package io.clipstream.cli;

import ai.djl.ndarray.NDArray;
import io.clipstream.model.Clip;
import io.clipstream.model.zeroshot.Judgement;
import io.clipstream.model.zeroshot.LabelBank;
import io.clipstream.model.zeroshot.LabelRules;
import io.clipstream.model.zeroshot.PromptedLabels;
import io.clipstream.model.zeroshot.PublishedLabels;
import io.clipstream.model.zeroshot.ScoredLabel;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.Tag;
import java.util.List;

/** Tags encoded pictures with what was chosen. Close it before the model. */
sealed interface Tagger extends AutoCloseable {
  /** What became of a picture. */
  sealed interface Tagged {
    /** Prints it as what became of the picture at {@code path}. */
    void print(TagPrinter printer, String path);

    /** The best labels, the best first. */
    record Ranked(List<ScoredLabel> tags) implements Tagged {
      @Override
      public void print(TagPrinter printer, String path) {
        printer.ranked(path, tags);
      }
    }

    /** What a label set makes of it, as a job would write it. */
    record Judged(Decision decision, List<Tag> tags) implements Tagged {
      @Override
      public void print(TagPrinter printer, String path) {
        printer.judged(path, this);
      }
    }
  }

  /**
   * @param images [N, E] of unit length, from the same model
   * @param top how many labels of a picture are named at most
   * @return N results
   */
  List<Tagged> tag(NDArray images, int top);

  /** What is encoded. */
  PromptedLabels prompts();

  @Override
  void close();

  /** Labels alone. */
  record Ranking(LabelBank bank) implements Tagger {
    @Override
    public List<Tagged> tag(NDArray images, int top) {
      return bank.rank(images, top).stream().<Tagged>map(Tagged.Ranked::new).toList();
    }

    @Override
    public PromptedLabels prompts() {
      return bank.set();
    }

    @Override
    public void close() {
      bank.close();
    }
  }

  /** A published label set, which decides by its rules. */
  record Deciding(LabelSet set, LabelBank bank, LabelRules rules) implements Tagger {
    @Override
    public List<Tagged> tag(NDArray images, int top) {
      return bank.judge(images, rules, top).stream().<Tagged>map(this::judged).toList();
    }

    private Tagged.Judged judged(Judgement judgement) {
      return new Tagged.Judged(
          PublishedLabels.decision(judgement), PublishedLabels.tags(set, judgement));
    }

    @Override
    public PromptedLabels prompts() {
      return bank.set();
    }

    @Override
    public void close() {
      rules.close();
      bank.close();
    }
  }

  /** Encodes a published label set. */
  static Tagger deciding(Clip clip, LabelSet set) {
    LabelBank bank = new LabelBank(clip, PublishedLabels.prompts(set));
    try {
      return new Deciding(set, bank, PublishedLabels.rules(clip, set));
    } catch (RuntimeException e) {
      bank.close();
      throw e;
    }
  }
}
