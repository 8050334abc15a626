package io.clipstream.model.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.clipstream.model.ModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a checkpoint's directory says of a tokenizer beside its vocabulary.
 *
 * @param cleaning before the vocabulary
 * @param padding the token to fill up with
 * @param padsInFront whether it stands before the text
 * @param markers around each text; empty where the vocabulary's own file says it
 * @param blanked the token that the text tower sees as id 0; empty if there is none
 */
record TokenizerSettings(
    Cleaning cleaning,
    String padding,
    boolean padsInFront,
    Optional<Markers> markers,
    Optional<String> blanked) {
  static final String FILE = "tokenizer_config.json";

  private static final String OPEN_CLIP = "open_clip_config.json";
  private static final String KWARGS = "tokenizer_kwargs";
  private static final String CLEAN = "clean";
  private static final String BLANKED = "strip_sep_token";
  private static final List<String> TOLD_BY = List.of("hf_tokenizer_name", KWARGS);
  private static final List<String> OTHER_WEIGHTS =
      List.of("model.safetensors", "model.safetensors.index.json");

  /**
   * Tokens around each text.
   *
   * @param before it
   * @param after it; these stay where the text is cut
   */
  record Markers(List<String> before, List<String> after) {
    Markers {
      before = List.copyOf(before);
      after = List.copyOf(after);
    }
  }

  /**
   * Reads {@code tokenizer_config.json}, and in OpenCLIP's layout what its configuration adds.
   *
   * @return empty where CLIP's own tokenizer is meant
   */
  static Optional<TokenizerSettings> read(Path directory) {
    Path file = directory.resolve(FILE);
    JsonNode config =
        Files.isRegularFile(file) ? Vocabularies.json(file) : MissingNode.getInstance();
    String name = config.path("tokenizer_class").asText("");
    boolean spieceAlone = name.isEmpty() && PieceTokenizer.hasSpieceAlone(directory);
    Optional<PieceFamily> family =
        spieceAlone ? Optional.of(PieceFamily.SIGLIP) : PieceFamily.of(name);
    if (family.isEmpty()) {
      openClip(directory).ifPresent(text -> requireClips(directory, text));
    }
    return family.map(found -> read(directory, found, name, config));
  }

  /** CLIP's own vocabulary has a cleaning of its own. */
  private static void requireClips(Path directory, JsonNode text) {
    if (openClip(directory, text, List.of(CLEAN)).equals(Cleaning.openClip("canonicalize"))) {
      throw new ModelException(
          "%s: tokenizer_kwargs.clean is 'canonicalize', expected whitespace or lower with CLIP's own"
                  .formatted(directory.resolve(OPEN_CLIP))
              + " vocabulary");
    }
  }

  private static TokenizerSettings read(
      Path directory, PieceFamily family, String name, JsonNode config) {
    Optional<JsonNode> openClip = openClip(directory);
    List<String> options = family == PieceFamily.BERT ? List.of(CLEAN, BLANKED) : List.of(CLEAN);
    return new TokenizerSettings(
        openClip
            .map(text -> openClip(directory, text, options))
            .map(first -> name.startsWith("Siglip") ? both(first, family.cleaning()) : first)
            .orElseGet(() -> cleaning(family, config)),
        token(config, "pad_token", family.padding()),
        config.path("padding_side").asText(side(name)).equals("left"),
        markers(family, config),
        openClip
            .filter(text -> text.path(KWARGS).path(BLANKED).asBoolean())
            .map(text -> token(config, "sep_token", "[SEP]")));
  }

  /** The one class whose default it is. */
  private static String side(String name) {
    return name.equals("Siglip2Tokenizer") ? "left" : "right";
  }

  private static Cleaning cleaning(PieceFamily family, JsonNode config) {
    if (config.path("do_lower_case").asBoolean(true)) {
      return family.cleaning();
    }
    return family == PieceFamily.SIGLIP ? Cleaning.SIGLIP_CASED : Cleaning.NONE;
  }

  private static Optional<JsonNode> openClip(Path directory) {
    Path file = directory.resolve(OPEN_CLIP);
    boolean other = OTHER_WEIGHTS.stream().anyMatch(w -> Files.exists(directory.resolve(w)));
    if (other || !Files.isRegularFile(file)) {
      return Optional.empty();
    }
    JsonNode text = Vocabularies.json(file).path("model_cfg").path("text_cfg");
    return TOLD_BY.stream().anyMatch(text::hasNonNull) ? Optional.of(text) : Optional.empty();
  }

  /** OpenCLIP cleans first; the classes of SigLIP then do so in their own way, too. */
  private static Cleaning openClip(Path directory, JsonNode text, List<String> known) {
    JsonNode options = text.path(KWARGS);
    options.fieldNames().forEachRemaining(key -> refuse(directory, known, key, options.get(key)));
    String clean = options.path(CLEAN).asText("whitespace");
    Cleaning cleaning = Cleaning.openClip(clean);
    if (cleaning == null) {
      throw new ModelException(
          "%s: tokenizer_kwargs.clean is '%s', expected whitespace, lower or canonicalize"
              .formatted(directory.resolve(OPEN_CLIP), Vocabularies.shortened(clean)));
    }
    return cleaning;
  }

  private static void refuse(Path directory, List<String> known, String key, JsonNode value) {
    boolean off = value.isNull() || value.isBoolean() && !value.booleanValue();
    if (!known.contains(key) && !off) {
      throw new ModelException(
          "%s: expected no tokenizer_kwargs but %s, found %s"
              .formatted(
                  directory.resolve(OPEN_CLIP),
                  String.join(" and ", known),
                  Vocabularies.shortened(key)));
    }
  }

  private static Cleaning both(Cleaning first, Cleaning second) {
    List<Cleaning.Step> steps = new ArrayList<>(first.steps());
    steps.addAll(second.steps());
    return new Cleaning(steps);
  }

  /** SigLIP's is always the end; Gemma's options say; the others' stand with the vocabulary. */
  private static Optional<Markers> markers(PieceFamily family, JsonNode config) {
    String end = token(config, "eos_token", family == PieceFamily.SIGLIP ? "</s>" : "<eos>");
    return switch (family) {
      case SIGLIP -> Optional.of(new Markers(List.of(), List.of(end)));
      case GEMMA -> {
        boolean before = config.path("add_bos_token").asBoolean(false);
        boolean after = config.path("add_eos_token").asBoolean(false);
        yield config.has("add_bos_token") || config.has("add_eos_token")
            ? Optional.of(
                new Markers(
                    before ? List.of(token(config, "bos_token", "<bos>")) : List.of(),
                    after ? List.of(end) : List.of()))
            : Optional.empty();
      }
      case XLM_ROBERTA, T5, BERT -> Optional.empty();
    };
  }

  /** A token is text, or an object with its content. */
  private static String token(JsonNode config, String key, String fallback) {
    JsonNode token = config.path(key);
    return token.isObject() ? token.path("content").asText(fallback) : token.asText(fallback);
  }
}
