package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.schemas.Digests;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The bill of materials in the archive: {@code mvn -Pdistribution,sbom verify}, online. */
@EnabledIfSystemProperty(
    named = "clipstream.sbom",
    matches = ".+",
    disabledReason = "only -Psbom makes the bill of materials")
class SbomIT {
  private static final String FILE = "sbom.json";

  @Test
  void everyJarOfTheArchiveIsInTheBillByItsHashAndWithALicence() throws IOException {
    Archive archive = read(Path.of(System.getProperty("clipstream.archive")));
    Map<String, JsonNode> parts = new TreeMap<>();
    for (JsonNode part : archive.sbom().get("components")) {
      for (JsonNode hash : part.path("hashes")) {
        if (hash.path("alg").asText().equals("SHA-256")) {
          parts.put(hash.path("content").asText(), part);
        }
      }
    }
    assertThat(archive.jars()).hasSizeGreaterThan(100);
    assertThat(archive.jars())
        .allSatisfy(
            (name, sha256) -> {
              assertThat(parts).as(name).containsKey(sha256);
              assertThat(parts.get(sha256).path("licenses")).as(name).isNotEmpty();
            });
  }

  @Test
  void whatTheJobJarIsMadeOfIsInTheBill() throws IOException {
    JsonNode sbom = read(Path.of(System.getProperty("clipstream.archive"))).sbom();
    Set<String> names = new TreeSet<>();
    sbom.get("components").forEach(part -> names.add(part.path("name").asText()));
    assertThat(names).contains(System.getProperty("clipstream.job.jar.artifacts").split(","));
  }

  @Test
  void thePageOfLicencesSaysWhatTheBillSays() throws IOException {
    JsonNode sbom = read(Path.of(System.getProperty("clipstream.archive"))).sbom();
    String page = ThirdParty.of(sbom).page();
    if (Boolean.getBoolean("clipstream.regenerate")) {
      Files.writeString(ThirdParty.PAGE, page);
    }
    assertThat(ThirdParty.PAGE).content().as("docs/release.md says how").isEqualTo(page);
  }

  /**
   * @param jars hashes by name, without our command line, which the bill is of, and the job jar,
   *     which is put together of others
   */
  private record Archive(JsonNode sbom, Map<String, String> jars) {}

  private static Archive read(Path file) throws IOException {
    Map<String, String> jars = new TreeMap<>();
    JsonNode sbom = null;
    try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
        InputStream plain = new GzipCompressorInputStream(bytes);
        TarArchiveInputStream tar = new TarArchiveInputStream(plain)) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        String name = e.getName().substring(e.getName().indexOf('/') + 1);
        if (name.equals(FILE)) {
          sbom = new ObjectMapper().readTree(tar.readAllBytes());
        } else if (name.matches("(lib|cli)/.*[.]jar") && !name.startsWith("cli/clipstream-cli-")) {
          jars.put(name, sha256(tar));
        }
      }
    }
    assertThat(sbom).as(FILE).isNotNull();
    return new Archive(sbom, jars);
  }

  private static String sha256(InputStream in) throws IOException {
    DigestOutputStream digest =
        new DigestOutputStream(OutputStream.nullOutputStream(), Digests.sha256());
    in.transferTo(digest);
    return HexFormat.of().formatHex(digest.getMessageDigest().digest());
  }
}
