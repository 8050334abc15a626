package io.clipstream.benchmarks;

import io.clipstream.schemas.ResourceException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Puts together what is run on a machine with a GPU that has nothing but PyTorch. */
@Command(
    name = "gpu-kit",
    mixinStandardHelpOptions = true,
    description =
        "Makes a folder, and DIR.tar.gz of it, to be taken to a machine with a GPU and PyTorch, where "
            + "its README says what to run. The archive is of at most 60 MiB; for Linux on the "
            + "processor of this machine.")
final class GpuKit implements Callable<Integer> {
  private static final long MOST_BYTES = 60L << 20;

  /** What the model, and the part of this module that runs in the kit, need. */
  private static final Pattern LIBRARIES =
      Pattern.compile(
          "(clipstream-(model|schemas)|api-0|pytorch-(engine|jni)|jna|gson|slf4j-(api|simple)"
              + "|jackson-(core|databind|annotations)|avro|picocli|commons-(compress|io|lang3|codec)"
              + "|imageio-|common-(lang|io|image)|webp-imageio).*\\.jar");

  /** Of the platform: pictures, logs, files in archives, native memory, and what libraries name. */
  private static final String MODULES =
      "java.base,java.desktop,java.logging,java.naming,java.net.http,java.management,java.sql,"
          + "java.xml,jdk.management,jdk.unsupported,jdk.zipfs";

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "A new folder.")
  private Path out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (Files.exists(out)) {
      throw new ResourceException(out + " is there already; name a folder that is not");
    }
    Path java = Files.createDirectories(out.resolve("java"));
    GpuKitModels.write(out.resolve("programs"));
    for (String file : List.of("README.md", "encoders.py", "towers.py", "run-java.sh")) {
      copyResource(file);
    }
    copyLibraries(Files.createDirectories(java.resolve("lib")));
    copyTree(Path.of(System.getProperty("clipstream.home"), "models", "box"), java.resolve("box"));
    link(java.resolve("runtime"));
    Path archive = archive();
    long bytes = Files.size(archive);
    spec.commandLine().getOut().printf("%s: %d MiB%n", archive, bytes >> 20);
    if (bytes > MOST_BYTES) {
      throw new ResourceException(
          archive + " takes " + (bytes >> 20) + " MiB, expected at most " + (MOST_BYTES >> 20));
    }
    return 0;
  }

  private void copyResource(String name) throws IOException {
    Path file = out.resolve(name);
    try (InputStream in = GpuKit.class.getResourceAsStream("gpukit/" + name)) {
      Files.copy(in, file);
    }
    if (name.endsWith(".sh") && !file.toFile().setExecutable(true)) {
      throw new IOException(file + " cannot be made executable");
    }
  }

  private static void copyLibraries(Path lib) throws IOException {
    for (String part : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path entry = Path.of(part);
      if (Files.isDirectory(entry)) {
        copyTree(entry, lib.resolve("classes"));
      } else if (LIBRARIES.matcher(entry.getFileName().toString()).matches()) {
        Files.copy(entry, lib.resolve(entry.getFileName()));
      }
    }
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  /** A Java runtime of what is needed. */
  private static void link(Path runtime) throws IOException, InterruptedException {
    run(
        "a JDK with its modules is needed for the kit",
        Path.of(System.getProperty("java.home"), "bin", "jlink").toString(),
        "--add-modules=" + MODULES,
        "--compress=2",
        "--strip-debug",
        "--no-header-files",
        "--no-man-pages",
        "--output=" + runtime);
  }

  private Path archive() throws IOException, InterruptedException {
    Path folder = out.toAbsolutePath();
    Path archive = folder.resolveSibling(folder.getFileName() + ".tar.gz");
    run(
        "tar packs the kit",
        "tar",
        "--create",
        "--gzip",
        "--file=" + archive,
        "--directory=" + folder.getParent(),
        folder.getFileName().toString());
    return archive;
  }

  private static void run(String why, String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    if (process.waitFor() != 0) {
      throw new ResourceException(command[0] + " failed; " + why);
    }
  }
}
