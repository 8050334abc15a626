package io.clipstream.model.text;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tokenizers whose vocabularies HuggingFace's library reads, by what a checkpoint's files call
 * them.
 */
enum PieceFamily {
  /** A unigram vocabulary; the text loses case and punctuation, and gets an end marker. */
  SIGLIP(List.of("SiglipTokenizer", "SiglipTokenizerFast"), "</s>", Cleaning.SIGLIP),

  /** Byte pairs with bytes to fall back on; SigLIP 2 was trained on lower case. */
  GEMMA(
      List.of("GemmaTokenizer", "GemmaTokenizerFast", "Siglip2Tokenizer"),
      "<pad>",
      Cleaning.LOWER_CASE),

  XLM_ROBERTA(List.of("XLMRobertaTokenizer", "XLMRobertaTokenizerFast"), "<pad>", Cleaning.NONE),

  /** As OpenCLIP keeps the vocabulary of SigLIP. */
  T5(List.of("T5Tokenizer", "T5TokenizerFast"), "<pad>", Cleaning.NONE),

  /** Word pieces, as OpenCLIP has CLIPA's texts; the vocabulary's own file says how to clean. */
  BERT(List.of("BertTokenizer", "BertTokenizerFast"), "[PAD]", Cleaning.NONE);

  /** All names, for messages. */
  static final String CLASSES =
      Stream.of(values()).flatMap(f -> f.classes.stream()).collect(Collectors.joining(", "));

  private final List<String> classes;
  private final String padding;
  private final Cleaning cleaning;

  PieceFamily(List<String> classes, String padding, Cleaning cleaning) {
    this.classes = classes;
    this.padding = padding;
    this.cleaning = cleaning;
  }

  /** By {@code tokenizer_class}; empty for all others, CLIP's own among them. */
  static Optional<PieceFamily> of(String tokenizerClass) {
    return Stream.of(values()).filter(f -> f.classes.contains(tokenizerClass)).findFirst();
  }

  /** The token to fill up with, where the files name none. */
  String padding() {
    return padding;
  }

  /** In HuggingFace's layout. */
  Cleaning cleaning() {
    return cleaning;
  }
}
