package io.clipstream.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.clipstream.model.Clip;
import io.clipstream.model.ModelException;
import io.clipstream.model.checkpoint.HubDownload.Downloaded;
import io.clipstream.model.testing.SmallCheckpoint;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubDownloadTest {
  /** A hub on a busy machine is no silent one. */
  private static final Duration UNHURRIED = Duration.ofSeconds(30);

  @TempDir Path dir;
  private LocalHub hub;

  @BeforeEach
  void startHub() throws IOException {
    hub = new LocalHub();
    for (String name : List.of("config.json", "model.safetensors")) {
      hub.put(name, Files.readAllBytes(Golden.VIT_HF.resolve(name)));
    }
    hub.put("merges.txt", "#version: 0.2\n".getBytes(StandardCharsets.UTF_8));
    hub.put("pytorch_model.bin", new byte[20_000]);
    hub.put(".gitattributes", new byte[10]);
    hub.put("onnx/model.onnx", new byte[10]);
  }

  @AfterEach
  void stopHub() {
    hub.close();
  }

  private Downloaded download(String repository) {
    return download(repository, UNHURRIED);
  }

  private Downloaded download(String repository, Duration timeout) {
    HubRepository at = new HubRepository(hub.endpoint(), repository, "main");
    return new HubDownload(at, timeout, Duration.ofMillis(1))
        .into(dir.resolve("clip"), (file, bytes, total) -> {});
  }

  @Test
  void bringsOneCheckpointWithoutPickles() throws IOException {
    Downloaded downloaded = download("owner/clip");

    assertThat(downloaded.commit()).isEqualTo(LocalHub.COMMIT);
    assertThat(downloaded.files())
        .containsExactly("config.json", "merges.txt", "model.safetensors");
    assertThat(files(dir)).containsExactly("clip");
    assertThat(files(dir.resolve("clip")))
        .containsExactly("SHA256SUMS", "config.json", "merges.txt", "model.safetensors");
    Integrity.verify(dir.resolve("clip"));
    assertThat(CheckpointDirectory.open(dir.resolve("clip")).unknownTensors()).isEmpty();
  }

  @Test
  void bringsThePreprocessingWhereverItIsKept() throws IOException {
    hub.put("processor_config.json", "{}".getBytes(StandardCharsets.UTF_8));

    assertThat(download("owner/clip").files()).contains("processor_config.json");
  }

  /** The names are those that this repository has. */
  @Test
  void bringsSiglipWithAllThatItsTextsNeed() throws IOException {
    Path source = SmallCheckpoint.writeSiglip2(dir.resolve("source"), 1).directory();
    hub.remove("merges.txt");
    for (String name : files(source)) {
      hub.put(name, Files.readAllBytes(source.resolve(name)));
    }
    hub.put("special_tokens_map.json", "{}".getBytes(StandardCharsets.UTF_8));
    hub.put("spiece.model", new byte[10]);
    hub.put("tokenizer.model", new byte[10]);

    assertThat(download(LocalHub.SIGLIP).files())
        .containsExactlyInAnyOrder(
            "README.md",
            "config.json",
            "model.safetensors",
            "preprocessor_config.json",
            "special_tokens_map.json",
            "spiece.model",
            "tokenizer.json",
            "tokenizer_config.json");
    try (Clip published = Clip.load(source, Device.cpu());
        Clip downloaded = Clip.load(dir.resolve("clip"), Device.cpu())) {
      assertThat(downloaded.tokenizer().encode("A Cat"))
          .isEqualTo(published.tokenizer().encode("a cat"));
    }
  }

  @Test
  void refusesSizesThatAreNone() {
    for (String size :
        List.of("-1", "9223372036854775807", "1e30", "99999999999999999999", "\"7\"", "1.5")) {
      String listing =
          "{\"sha\": \"%s\", \"siblings\": [{\"rfilename\": \"config.json\", \"size\": %s,"
              + " \"blobId\": \"%s\"}, {\"rfilename\": \"model.safetensors\", \"size\": 5,"
              + " \"blobId\": \"%s\"}]}";
      String json = listing.formatted(LocalHub.COMMIT, size, LocalHub.COMMIT, LocalHub.COMMIT);
      assertThatThrownBy(
              () ->
                  HubListing.parse("owner/clip", json.getBytes(StandardCharsets.UTF_8))
                      .checkpoint("owner/clip"))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("a hash of config.json and a size");
    }
  }

  @Test
  void takesTheHuggingFaceLayoutWhereTheHubHoldsBoth() throws IOException {
    for (String name : List.of("open_clip_config.json", "open_clip_model.safetensors")) {
      hub.put(name, Files.readAllBytes(Golden.VIT_OPENCLIP.resolve(name)));
    }

    assertThat(download("owner/clip").files())
        .contains("model.safetensors")
        .doesNotContain("open_clip_config.json", "open_clip_model.safetensors");
  }

  @Test
  void goesOnWhereTheConnectionWasCut() throws IOException {
    hub.cutOnceAfter(1_000_000);

    download("owner/clip");

    assertThat(hub.requests())
        .anySatisfy(
            request -> assertThat(request).matches("/cdn/model.safetensors bytes=[1-9]\\d*-"));
    assertThat(dir.resolve("clip/model.safetensors"))
        .hasSameBinaryContentAs(Golden.VIT_HF.resolve("model.safetensors"));
  }

  @Test
  void goesOnAfterTheHubFellSilent() {
    hub.fallSilentOnce();

    download("owner/clip", Duration.ofSeconds(3));

    assertThat(dir.resolve("clip/model.safetensors"))
        .hasSameBinaryContentAs(Golden.VIT_HF.resolve("model.safetensors"));
  }

  @Test
  void goesOnFromAnEarlierRun() throws IOException {
    byte[] content = Files.readAllBytes(Golden.VIT_HF.resolve("model.safetensors"));
    Path staging = dir.resolve(".clip.part-" + LocalHub.COMMIT.substring(0, 12));
    Files.createDirectories(staging);
    Files.write(staging.resolve("model.safetensors.part"), Arrays.copyOf(content, 2_000_000));

    download("owner/clip");

    assertThat(hub.requests()).contains("/cdn/model.safetensors bytes=2000000-");
    assertThat(dir.resolve("clip/model.safetensors")).hasBinaryContent(content);
  }

  @Test
  void refusesAFileWithAnotherHashAndDoesNotKeepIt() throws IOException {
    byte[] tampered = Files.readAllBytes(Golden.VIT_HF.resolve("model.safetensors"));
    tampered[tampered.length / 2] ^= 1;
    hub.tamper("model.safetensors", tampered);

    assertThatThrownBy(() -> download("owner/clip"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("model.safetensors: expected SHA-256");
    assertThat(dir.resolve("clip")).doesNotExist();
    Path staging = dir.resolve(".clip.part-" + LocalHub.COMMIT.substring(0, 12));
    assertThat(files(staging)).containsExactly("config.json", "merges.txt");
  }

  @Test
  void refusesASmallFileWithAnotherGitHash() {
    hub.tamper("config.json", "{}".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> download("owner/clip"))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("config.json");
    assertThat(dir.resolve("clip")).doesNotExist();
  }

  @Test
  void refusesFileNamesThatLeaveTheDirectory() throws IOException {
    for (String name : List.of("../evil.json", "/etc/evil", "a/../../b", "..\\evil", "C:evil")) {
      hub.put(name, new byte[1]);
      assertThatThrownBy(() -> download("owner/clip"))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("stay in the directory")
          .hasMessageContaining("nothing was downloaded");
      hub.remove(name);
    }
    assertThat(files(dir)).isEmpty();
  }

  @Test
  void saysWhatWasAskedWhereTheHubHasNoSuchRepository() {
    assertThatThrownBy(() -> download("owner/none"))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("owner/none revision main")
        .hasMessageContaining("404");
  }

  @Test
  void endsARedirectThatGoesInCircles() {
    assertThatThrownBy(() -> download("owner/loop"))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("at most 5 redirects");
  }

  @Test
  void saysThatPicklesAreNotRead() {
    hub.remove("model.safetensors");

    assertThatThrownBy(() -> download("owner/clip"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("pickled weights are never read");
  }

  @Test
  void refusesNamesThatAreNoRepository() {
    for (String name : List.of("../x", "a/b/c", "", "a b/c", "owner/clip?x=1")) {
      assertThatThrownBy(() -> HubRepository.named(name)).isInstanceOf(SettingException.class);
    }
  }

  @Test
  void tellsHowFarItHasCome() {
    List<Long> seen = new ArrayList<>();
    HubRepository at = new HubRepository(hub.endpoint(), "owner/clip", "main");
    new HubDownload(at, UNHURRIED, Duration.ofMillis(1))
        .into(
            dir.resolve("clip"),
            (file, bytes, total) -> {
              if (file.equals("model.safetensors")) {
                seen.add(bytes);
              }
            });

    assertThat(seen).isSorted().last().isEqualTo(2845988L);
  }

  private static List<String> files(Path dir) throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
