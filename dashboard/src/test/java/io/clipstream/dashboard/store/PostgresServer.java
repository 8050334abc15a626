package io.clipstream.dashboard.store;

import io.clipstream.model.testing.Eventually;
import io.clipstream.model.testing.FreePorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A PostgreSQL of this machine's packages, in a folder of its own, on loopback. */
public final class PostgresServer implements AutoCloseable {
  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

  private final Path folder;
  private final Process process;
  private final int port;

  private PostgresServer(Path folder, Process process, int port) {
    this.folder = folder;
    this.process = process;
    this.port = port;
  }

  public static PostgresServer start() throws IOException, InterruptedException {
    Optional<Path> programs = programs();
    Assumptions.assumeTrue(
        programs.isPresent(), "no PostgreSQL lies in " + DEBIAN + "; install postgresql");
    Path folder = Files.createTempDirectory("dashboard-postgres");
    run(List.of("chown", owner(), folder.toString()));
    String data = folder.resolve("data").toString();
    run(
        asOwner(
            programs.get().resolve("initdb").toString(),
            "-D",
            data,
            "-A",
            "trust",
            "-U",
            "clip",
            "--no-sync"));
    int port = FreePorts.next();
    Process process =
        new ProcessBuilder(
                asOwner(
                    programs.get().resolve("postgres").toString(),
                    "-D",
                    data,
                    "-p",
                    "" + port,
                    "-c",
                    "listen_addresses=127.0.0.1",
                    "-c",
                    "unix_socket_directories=",
                    "-c",
                    "fsync=off"))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    PostgresServer server = new PostgresServer(folder, process, port);
    Eventually.await("PostgreSQL")
        .ignoreExceptions()
        .until(
            () -> {
              DriverManager.getConnection(server.url()).close();
              return true;
            });
    return server;
  }

  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=clip";
  }

  private static Optional<Path> programs() throws IOException {
    if (!Files.isDirectory(DEBIAN)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(DEBIAN)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
          .max(Comparator.naturalOrder());
    }
  }

  /** It refuses to be run by root. */
  private static String owner() {
    String user = System.getProperty("user.name");
    return user.equals("root") ? "postgres" : user;
  }

  private static List<String> asOwner(String... command) {
    List<String> line = new ArrayList<>();
    if (!owner().equals(System.getProperty("user.name"))) {
      line.addAll(List.of("setpriv", "--reuid=" + owner(), "--regid=" + owner(), "--clear-groups"));
    }
    line.addAll(List.of(command));
    return line;
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + ": " + said);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      run(List.of("rm", "-rf", folder.toString()));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
