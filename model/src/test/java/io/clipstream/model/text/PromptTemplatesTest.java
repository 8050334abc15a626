package io.clipstream.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptTemplatesTest {
  @TempDir Path folder;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("templates.txt"), content);
  }

  @Test
  void everyKnownListIsThere() {
    assertThat(PromptTemplates.named("imagenet-80").templates())
        .hasSize(80)
        .doesNotHaveDuplicates()
        .startsWith("a bad photo of a {}.")
        .containsAll(PromptTemplates.named("imagenet-7").templates());
    assertThat(PromptTemplates.named("imagenet-7").templates())
        .containsExactly(
            "itap of a {}.",
            "a bad photo of the {}.",
            "a origami {}.",
            "a photo of the large {}.",
            "a {} in a video game.",
            "art of the {}.",
            "a photo of the small {}.");
    assertThat(PromptTemplates.named("photo").fill("cat")).containsExactly("a photo of a cat.");
    assertThat(PromptTemplates.named("label").fill("cat")).containsExactly("cat");
  }

  @Test
  void everyLanguageHasSentencesOfItsOwnAndTheLabelAlone() {
    for (String language : PromptTemplates.LANGUAGES) {
      PromptTemplates templates = PromptTemplates.named("photo-" + language);
      assertThat(templates.templates())
          .as(language)
          .hasSize(5)
          .doesNotHaveDuplicates()
          .contains("{}")
          .allMatch(template -> template.indexOf("{}") == template.lastIndexOf("{}"));
      assertThat(PromptTemplates.of("photo-" + language)).isEqualTo(templates);
    }
    assertThat(PromptTemplates.named("photo-de").fill("Katze")).contains("ein Foto von Katze.");
    assertThat(PromptTemplates.named("photo-ja").fill("猫")).contains("猫の写真。");
    assertThatThrownBy(() -> PromptTemplates.named("photo-xx"))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("photo-LANGUAGE (de, es, fr, it, ja, nl, pt, zh)");
  }

  @Test
  void labelsAreFilledInAsTheyAre() throws IOException {
    Path file = file("# note\n\na {} and a {}\r\n  {}  \n");
    assertThat(PromptTemplates.load(file).fill("$1 \\ {}"))
        .containsExactly("a $1 \\ {} and a $1 \\ {}", "$1 \\ {}");
  }

  @Test
  void namesAndFilesAreToldApart() throws IOException {
    assertThat(PromptTemplates.of("photo").templates()).containsExactly("a photo of a {}.");
    assertThat(PromptTemplates.of(file("my {}").toString()).templates()).containsExactly("my {}");
    assertThatThrownBy(() -> PromptTemplates.of("imagenet-8"))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining(
            "imagenet-80, imagenet-7, photo, label, photo-LANGUAGE (de, es, fr, it, ja, nl, pt, zh) or a file");
    assertThatThrownBy(() -> PromptTemplates.named("x"))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("expected one of imagenet-80");
    assertThatThrownBy(() -> PromptTemplates.of("no\0path"))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("found neither");
  }

  @Test
  void aFileWithoutTemplatesIsRefused() throws IOException {
    Path file = file("# only\n\n");
    assertThatThrownBy(() -> PromptTemplates.load(file))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("expected at least one line with {}");
  }

  @Test
  void aTemplateWithoutPlaceIsNamed() throws IOException {
    Path file = file("a {}\na photo\n");
    assertThatThrownBy(() -> PromptTemplates.load(file))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("templates.txt")
        .hasMessageContaining("in 'a photo'");
  }

  @Test
  void filesThatAreNoTemplatesAreRefused() throws IOException {
    Path file = Files.write(folder.resolve("bytes"), new byte[] {(byte) 0xFF, '{', '}'});
    assertThatThrownBy(() -> PromptTemplates.load(file)).hasMessageContaining("expected UTF-8");
    Path endless = file("{}".repeat(10_000));
    assertThatThrownBy(() -> PromptTemplates.load(endless)).hasMessageContaining("at most 1000");
    Path many = file("{}\n".repeat(10_001));
    assertThatThrownBy(() -> PromptTemplates.load(many)).hasMessageContaining("at most 10000");
    assertThatThrownBy(() -> PromptTemplates.load(folder)).hasMessageContaining("cannot be read");
  }
}
