package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.distribution.ComposeFile.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds docker-compose.yml to its own rules; running it needs Docker. */
class ComposeFileTest {
  private static final ComposeFile COMPOSE = ComposeFile.read();
  private static final Path ARCHIVE = Path.of("src/main/archive");

  /** These write nothing but into their volumes, or have a root that is theirs. */
  private static final Set<String> WITHOUT_TMP = Set.of("page", "prometheus", "registry");

  @Test
  void everyImageHasAFixedVersion() {
    assertThat(COMPOSE.services().values().stream().map(Service::image).distinct())
        .containsExactlyInAnyOrder(
            "apache/kafka:4.2.0",
            "andrewgaul/s3proxy:4.1.0",
            "alpine/socat:1.8.0.3",
            "apicurio/apicurio-registry:3.3.3",
            "prom/prometheus:v3.5.0",
            "grafana/grafana:12.1.1",
            "clipstream/flink:0.1.0",
            "clipstream/flink-gpu:0.1.0",
            "clipstream/tools:0.1.0");
    assertThat(dockerfile().filter(line -> line.startsWith("FROM ")))
        .containsExactly(
            "FROM flink:2.2.1-scala_2.12-java17 AS flink",
            "FROM flink AS gpu",
            "FROM eclipse-temurin:17.0.17_10-jre-noble AS tools");
  }

  @Test
  void whatIsNotPulledIsBuiltFromTheArchive() {
    each(
        (name, service) -> {
          assertThat(service.build() != null)
              .as(name)
              .isEqualTo(service.image().startsWith("clipstream/"));
          if (service.build() != null) {
            assertThat(service.build().context()).isEqualTo(ComposeFile.DIST);
            assertThat(ARCHIVE.resolve(service.build().dockerfile())).isRegularFile();
            assertThat(dockerfile()).anyMatch(l -> l.endsWith(" AS " + service.build().target()));
          }
        });
  }

  private static Stream<String> dockerfile() {
    try {
      return Files.readAllLines(ARCHIVE.resolve("docker/Dockerfile")).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void noPortIsReachableFromOtherMachines() {
    List<String> ports =
        COMPOSE.services().values().stream().flatMap(service -> service.ports().stream()).toList();
    assertThat(ports).hasSizeGreaterThan(4).doesNotHaveDuplicates();
    assertThat(ports).allSatisfy(port -> assertThat(port).matches("127\\.0\\.0\\.1:\\d+:\\d+"));
  }

  @Test
  void nothingIsAllowedMoreThanItNeeds() {
    each(
        (name, service) -> {
          assertThat(service.readOnly()).as(name).isEqualTo(!name.equals("registry"));
          assertThat(service.capDrop()).as(name).containsExactly("ALL");
          assertThat(service.securityOpt()).as(name).containsExactly("no-new-privileges:true");
          boolean isOwners = name.equals("owners");
          assertThat("0:0".equals(service.user())).as(name).isEqualTo(isOwners);
          assertThat(service.capAdd()).isEqualTo(isOwners ? List.of("CHOWN") : List.of());
          assertThat(service.tmpfs().isEmpty()).as(name).isEqualTo(WITHOUT_TMP.contains(name));
        });
    assertThat(COMPOSE.services().get("owners").networkMode()).isEqualTo("none");
  }

  /** An image's own user counts where the file names none. */
  @Test
  void theImagesThatAreBuiltRunWithoutRoot() {
    List<String> users =
        dockerfile().filter(line -> line.startsWith("USER ") || line.startsWith("FROM ")).toList();
    for (int i = 0; i < users.size(); i++) {
      if (i + 1 == users.size() || users.get(i + 1).startsWith("FROM ")) {
        assertThat(users.get(i)).isIn("USER flink", "USER 10001");
      }
    }
  }

  @Test
  void whatStaysIsLookedAfterAndWhatEndsEnds() {
    each(
        (name, service) -> {
          assertThat(service.restart()).as(name).isIn("no", "unless-stopped");
          assertThat(service.healthcheck() == null).as(name).isEqualTo(service.endsByItself());
          assertThat(service.deploy().resources().limits().memory()).as(name).matches("\\d+[mg]");
        });
  }

  @Test
  void whoeverWaitsWaitsForWhatComes() {
    each(
        (name, service) ->
            service
                .dependsOn()
                .forEach(
                    (other, dependency) -> {
                      Service awaited = COMPOSE.services().get(other);
                      assertThat(awaited).as(name + " waits for " + other).isNotNull();
                      assertThat(dependency.condition())
                          .as(name + " waits for " + other)
                          .isEqualTo(
                              awaited.endsByItself()
                                  ? "service_completed_successfully"
                                  : "service_healthy");
                      if (!service.profiles().containsAll(awaited.profiles())) {
                        assertThat(dependency.required()).as(name + " on " + other).isFalse();
                      }
                    }));
  }

  @Test
  void whatIsMountedIsInTheArchiveOrAVolume() {
    Set<String> named = new TreeSet<>();
    each(
        (name, service) -> {
          for (String volume : service.volumes()) {
            String[] parts = volume.split(":", -1);
            if (parts[0].startsWith(ComposeFile.DIST + "/")) {
              assertThat(parts).as(volume).hasSize(3).endsWith("ro");
              assertThat(archived(parts[0])).exists();
            } else {
              assertThat(parts).as(volume).hasSize(2);
              named.add(parts[0]);
            }
          }
        });
    assertThat(named).isEqualTo(COMPOSE.volumes().keySet());
    assertThat(COMPOSE.volumes().values()).as("settings of volumes").containsOnlyNulls();
  }

  /** What the archive takes from the root of the repository, and the rest. */
  private static Path archived(String source) {
    String inside = source.substring(ComposeFile.DIST.length() + 1);
    boolean isOfRoot = inside.startsWith("samples") || inside.startsWith("models");
    return (isOfRoot ? Path.of("..") : ARCHIVE).resolve(inside);
  }

  @Test
  void theArchiveHasTheFileAndSaysWhereItIs() throws IOException {
    assertThat(Files.readString(Path.of("src/main/assembly/archive.xml")))
        .contains("<source>../docker-compose.yml</source>");
    assertThat(Files.readAllLines(ARCHIVE.resolve(".env"))).contains("CLIPSTREAM_DIST=.");
    assertThat(Files.readString(ComposeFile.FILE)).contains("${CLIPSTREAM_DIST:-./data/dist}");
  }

  @Test
  void noSecretStandsInTheFile() throws IOException {
    assertThat(
            Files.readAllLines(ComposeFile.FILE).stream()
                .filter(
                    line ->
                        line.matches("\\s+\\w*(SECRET|PASSWORD|CREDENTIAL|_KEY|IDENTITY)\\w*:.*"))
                .filter(line -> !line.contains("GF_SECURITY_DISABLE")))
        .hasSize(4)
        .allMatch(line -> line.contains(": ${CLIPSTREAM_S3_"));
  }

  @Test
  void profilesAddToWhatRunsAnyway() {
    Map<List<String>, Set<String>> byProfile =
        COMPOSE.services().entrySet().stream()
            .collect(
                Collectors.groupingBy(
                    each -> each.getValue().profiles(),
                    Collectors.mapping(Map.Entry::getKey, Collectors.toSet())));
    assertThat(byProfile)
        .containsOnlyKeys(List.of(), List.of("gpu"), List.of("registry"), List.of("observability"))
        .containsEntry(List.of("observability"), Set.of("prometheus", "grafana"));
    var gpu = COMPOSE.services().get("taskmanager-gpu");
    assertThat(gpu.deploy().resources().reservations().devices())
        .containsExactly(new ComposeFile.Device("nvidia", 1, List.of("gpu")));
    assertThat(gpu.networks().get("default").aliases()).containsExactly("taskmanager");
  }

  @Test
  void aKeyThatNobodyKnowsIsRefused() {
    Map<String, Object> file =
        Map.of("name", "x", "services", Map.of("a", Map.of("imagee", "b:1")), "volumes", Map.of());
    assertThatThrownBy(() -> ComposeFile.of(file)).hasMessageContaining("imagee");
  }

  private static void each(BiConsumer<String, Service> check) {
    assertThat(COMPOSE.services()).hasSizeGreaterThan(10);
    COMPOSE.services().forEach(check);
  }
}
