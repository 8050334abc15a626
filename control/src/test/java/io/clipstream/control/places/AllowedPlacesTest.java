package io.clipstream.control.places;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedPlacesTest {
  @TempDir Path dir;
  private Path models;
  private Path outside;

  @BeforeEach
  void makeDirectories() throws IOException {
    dir = dir.toRealPath();
    models = Files.createDirectories(dir.resolve("models"));
    outside = Files.createDirectories(dir.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "x");
    Files.createDirectories(models.resolve("a"));
    Files.createDirectories(dir.resolve("models2/a"));
  }

  private AllowedPlaces allowed() {
    return AllowedPlaces.of(List.of(models.toString(), "s3://bucket/clip/"));
  }

  @ParameterizedTest
  @CsvSource({
    "MODELS/a, file:MODELS/a",
    "file://MODELS/a/, file:MODELS/a",
    "FILE:MODELS//a, file:MODELS/a",
    "s3://bucket/clip/7, s3://bucket/clip/7",
    "S3://bucket/clip/7/, s3://bucket/clip/7",
    "MODELS, file:MODELS",
  })
  void whatLiesWithinAPrefixIsOpenInItsPlainForm(String uri, String plain) throws IOException {
    assertThat(allowed().directory(here(uri)).uri()).hasToString(here(plain));
  }

  private String here(String uri) {
    return uri.replace("MODELS", models.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MODELS2/a",
        "/etc/passwd",
        "MODELS/../outside",
        "MODELS/%2e%2e/outside",
        "MODELS/./a",
        "file://host/MODELS/a",
        "s3://bucket/clipper",
        "s3://other/clip/7",
        "s3://user@bucket/clip/7",
        "http://bucket/clip/7",
        "s3://bucket/clip/7?versionId=1",
        "s3://bucket/clip/7#x",
        "models/a",
        "",
        ":",
        "file:",
        "file:models/a",
        "jar:file:MODELS/a.jar!/x",
        "MODELS/a b",
        "MODELS/a%00",
        "MODELS/a%5cb",
        "mailto:a@b",
      })
  void nothingElseIs(String uri) {
    assertThatThrownBy(() -> allowed().directory(here(uri)))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("URI '" + here(uri) + "'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "file:", "a b", "file:x", "s3://b/../c", "\u0000", "%", "//[", ":"})
  void whatIsNoDirectoryIsNoPrefix(String prefix) {
    assertThatThrownBy(() -> AllowedPlaces.of(List.of(prefix)))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("URI '");
  }

  @Test
  void withoutPrefixesNothingIsOpen() {
    assertThatThrownBy(() -> AllowedPlaces.of(List.of()).directory("/models/a"))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("none of the allowed prefixes []");
  }

  @Test
  void linksThatLeadOutAreRefusedAndThoseThatStayInsideAreFollowed() throws IOException {
    Files.createSymbolicLink(models.resolve("out"), outside);
    Files.createSymbolicLink(models.resolve("in"), models.resolve("a"));
    Files.createSymbolicLink(models.resolve("up"), dir);
    for (String name : List.of("out", "up", "up/outside")) {
      assertThatThrownBy(() -> allowed().directory(models.resolve(name).toString()))
          .isInstanceOf(ResourceException.class)
          .hasMessageContaining("leads out of the allowed prefixes");
    }
    assertThat(allowed().directory(models.resolve("in").toString()).local())
        .isEqualTo(models.resolve("a"));
    assertThat(allowed().directory(models.resolve("up/models/a").toString()).local())
        .isEqualTo(models.resolve("a"));
  }

  @Test
  void aFileOfADirectoryDoesNotLeadOutEither() throws IOException {
    Path file = models.resolve("a/model.safetensors");
    Files.createSymbolicLink(file, outside.resolve("secret"));
    assertThatThrownBy(() -> allowed().directory(models.resolve("a").toString()))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("model.safetensors leads out");

    Files.delete(file);
    Files.writeString(models.resolve("blob"), "x");
    Files.createSymbolicLink(file, Path.of("../blob"));
    assertThat(allowed().directory(models.resolve("a").toString()).local()).exists();
  }

  @Test
  void aPrefixMayItselfBeALink() throws IOException {
    Path link = Files.createSymbolicLink(dir.resolve("link"), models);
    AllowedPlaces places = AllowedPlaces.of(List.of(link.toString(), dir + "/none"));
    assertThat(places.directory(link.resolve("a").toUri().toString()).local())
        .isEqualTo(models.resolve("a"));
  }

  @Test
  void whatIsNotThereIsNamed() throws IOException {
    Files.createSymbolicLink(models.resolve("nowhere"), models.resolve("none"));
    Files.writeString(models.resolve("file"), "x");
    for (String name : List.of("none", "nowhere", "file")) {
      assertThatThrownBy(() -> allowed().directory(models.resolve(name).toString()))
          .isInstanceOf(ResourceException.class)
          .hasMessageContaining(name + ": expected a checkpoint directory, found none");
    }
  }

  @Test
  void namesBeyondAsciiAreFoundInAPosixLocaleToo() throws Exception {
    Path named = Files.createDirectories(models.resolve("größe"));
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Opens.class.getName(),
            models.toUri().toASCIIString(),
            named.toUri().toASCIIString());
    builder.environment().put("LC_ALL", "POSIX");
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(said).isEqualTo("found");
  }

  /** Says whether the directory can be opened under the prefix, in a process of its own. */
  static final class Opens {
    private Opens() {}

    public static void main(String[] arguments) throws IOException {
      StoragePlace place = AllowedPlaces.of(List.of(arguments[0])).directory(arguments[1]);
      System.out.print(Files.isDirectory(place.local()) ? "found" : "missing");
    }
  }
}
