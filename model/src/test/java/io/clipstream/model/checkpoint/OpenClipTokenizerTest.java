package io.clipstream.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import io.clipstream.model.CausalTextTransformer;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModelException;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.image.Preprocessing;
import io.clipstream.model.testing.TestModels;
import io.clipstream.model.text.PieceFiles;
import io.clipstream.model.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code text_cfg} says of texts that come with a vocabulary of another kind. */
class OpenClipTokenizerTest extends EditedCheckpoint {
  private static final String LOWER =
      "'hf_tokenizer_name': 'facebook/xlm-v-base', 'tokenizer_kwargs': {'clean': 'lower'}, ";

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private void openClip(String text) throws IOException {
    edit(Golden.VIT_OPENCLIP, OPEN_CLIP, json("'text_cfg': {"), json("'text_cfg': {" + text));
  }

  /** As MetaCLIP's worldwide models. */
  @Test
  void aCausalTowerMayHaveAnotherVocabularyThanClips() throws IOException {
    openClip(LOWER);
    ClipConfig config = CheckpointDirectory.open(dir).config();
    assertThat(config).isEqualTo(CheckpointDirectory.open(Golden.VIT_OPENCLIP).config());
    assertThat(config.text()).isInstanceOf(CausalTextTransformer.class);
  }

  @Test
  void whatIsWrittenCleansTextsAsBefore() throws IOException {
    openClip(LOWER);
    PieceFiles.siglip2(dir);
    Path written = written("copy", CheckpointDirectory.open(dir).config());

    assertThat(CheckpointDirectory.open(written).layout()).isEqualTo(Layout.OPEN_CLIP);
    assertThat(OpenClipTokenizer.read(written))
        .isEqualTo(OpenClipTokenizer.read(dir))
        .containsOnlyKeys(OpenClipTokenizer.KEYS);
    try (Tokenizer before = Tokenizer.load(dir, 64);
        Tokenizer after = Tokenizer.load(written, 64)) {
      String text = " A Cat &amp; a  DOG";
      assertThat(after.decode(after.encode(text))).isEqualTo("a cat & a dog");
      assertThat(after.encode(text)).isEqualTo(before.encode(text));
    }
  }

  @Test
  void siglipThatWasOpenClipsStaysSo() throws IOException {
    Files.writeString(
        dir.resolve(OPEN_CLIP),
        json("{'model_cfg': {'text_cfg': {'tokenizer_kwargs': {'clean': 'canonicalize'}}}}"));
    assertThat(CheckpointDirectory.open(written("kept", TestModels.siglip())).layout())
        .isEqualTo(Layout.OPEN_CLIP);

    Files.delete(dir.resolve(OPEN_CLIP));
    assertThat(CheckpointDirectory.open(written("plain", TestModels.siglip())).layout())
        .isEqualTo(Layout.HUGGING_FACE);
  }

  @Test
  void besideTheOtherLayoutsWeightsItSaysNothing() throws IOException {
    openClip(LOWER);
    copy(Golden.VIT_HF, "model.safetensors");
    assertThat(OpenClipTokenizer.read(dir)).isEmpty();
  }

  @Test
  void clipsOwnVocabularyIsNotCleanedInAnotherWay() throws IOException {
    openClip("'tokenizer_kwargs': {'clean': 'canonicalize'}, ");
    assertThatThrownBy(() -> Tokenizer.load(dir, 64))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(
            "tokenizer_kwargs.clean is 'canonicalize', expected whitespace or lower with CLIP's");
  }

  @Test
  void anythingElseThanNamesAndOptionsIsRefused() throws IOException {
    Files.writeString(dir.resolve(OPEN_CLIP), json("{'model_cfg': {'text_cfg': 7}}"));
    assertThatThrownBy(() -> OpenClipTokenizer.read(dir))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("model_cfg.text_cfg: expected an object, found 7");
  }

  private Path written(String name, ClipConfig config) {
    Path target = dir.resolve(name);
    try (Weights weights = TestModels.random(config, 1)) {
      CheckpointWriter.write(
          target,
          config,
          Preprocessing.siglip(config.image().imageSize()),
          weights.arrays(),
          DataType.FLOAT32,
          CheckpointExtras.card("# A model").withTokenizerOf(dir).withMetadata(Map.of("a", "b")));
    }
    return target;
  }
}
