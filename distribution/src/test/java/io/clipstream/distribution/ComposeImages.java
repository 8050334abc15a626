package io.clipstream.distribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.YamlParserUtils;
import org.apache.flink.metrics.prometheus.PrometheusReporterFactory;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessSpec;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;

/**
 * What the images bring that cannot be had here: scripts that start the same programs from the
 * build's jars as the scripts of the images do, with memory by Flink's own rules.
 */
final class ComposeImages {
  private static final String JAVA =
      "exec '" + Path.of(System.getProperty("java.home"), "bin", "java") + "' ";
  private static final String TESTS = " -cp '" + System.getProperty("java.class.path") + "' ";
  private static final String CLUSTER = " -cp '" + ClassPaths.ofBuild().ofCluster() + "' ";

  private ComposeImages() {}

  /** The command of an image, which is started where docker-compose.yml names none. */
  static List<String> command(String image, Path directory, Map<String, Path> mounts) {
    return switch (image.replaceAll(":.*", "")) {
      case "apache/kafka" -> List.of(script(directory.resolve("run"), kafka(directory)));
      case "andrewgaul/s3proxy" -> List.of(script(directory.resolve("run"), s3(directory)));
      case "clipstream/tools" -> List.of(mounts.get("/opt/clipstream") + "/bin/clipstream");
      default -> throw new IllegalArgumentException(image);
    };
  }

  /** The image's own start script: its wrapper makes settings of the environment, and formats. */
  private static String kafka(Path directory) {
    for (String name : List.of("server.properties", "log4j2.yaml", "tools-log4j2.yaml")) {
      write(directory.resolve("defaults").resolve(name), "");
    }
    String config = directory.resolve("config").toString();
    write(Path.of(config, "server.properties"), "");
    return "export CLUSTER_ID=5L6g3nShT-eMCtK--X86sw\n("
        + JAVA
        + "$KAFKA_HEAP_OPTS"
        + TESTS
        + "kafka.docker.KafkaDockerWrapper setup --default-configs-dir "
        + directory.resolve("defaults")
        + " --mounted-configs-dir "
        + directory.resolve("mounted")
        + " --final-configs-dir "
        + config
        + ") || exit\n"
        + JAVA
        + "$KAFKA_HEAP_OPTS"
        + TESTS
        + "kafka.Kafka "
        + config
        + "/server.properties\n";
  }

  private static String s3(Path directory) {
    return """
        umask 077
        cat >%1$s/s3proxy.properties <<END
        s3proxy.endpoint=$S3PROXY_ENDPOINT
        s3proxy.authorization=$S3PROXY_AUTHORIZATION
        s3proxy.identity=$S3PROXY_IDENTITY
        s3proxy.credential=$S3PROXY_CREDENTIAL
        jclouds.provider=$JCLOUDS_PROVIDER
        jclouds.filesystem.basedir=$JCLOUDS_FILESYSTEM_BASEDIR
        END
        %2$s $S3PROXY_JAVA_OPTS -cp '%3$s/*' org.gaul.s3proxy.Main --properties %1$s/s3proxy.properties
        """
        .formatted(directory, JAVA, operators("s3-server"));
  }

  /** What the build of operators has put together, for tests of its own. */
  private static Path operators(String name) {
    return Path.of("../operators/target", name).toAbsolutePath().normalize();
  }

  /** Flink's home, with its scripts, plugins and the configuration that is mounted there. */
  static void flink(Path home, Path configuration) {
    try {
      Files.createDirectories(home.resolve("conf"));
      Files.createSymbolicLink(home.resolve("conf/config.yaml"), configuration);
      Files.createDirectories(home.resolve("usrlib"));
      Files.createSymbolicLink(home.resolve("usrlib/clipstream-jobs.jar"), ClassPaths.JOB_JAR);
      Path plugins = Files.createDirectories(home.resolve("plugins"));
      Files.createSymbolicLink(
          plugins.resolve("s3-fs-hadoop"), operators("flink-plugins").resolve("s3"));
      Path reporter = Files.createDirectory(plugins.resolve("metrics-prometheus"));
      Path jar = jar(PrometheusReporterFactory.class);
      Files.createSymbolicLink(reporter.resolve(jar.getFileName()), jar);
      scripts(home, configuration(configuration));
    } catch (Exception e) { // the parser declares no narrower one
      throw new IllegalStateException("no home for Flink", e);
    }
  }

  private static Path jar(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** Flink's settings in a file. */
  static Configuration configuration(Path file) throws Exception {
    Map<String, String> settings = new TreeMap<>();
    YamlParserUtils.loadYamlFile(file.toFile())
        .forEach((key, value) -> settings.put(key, String.valueOf(value)));
    return Configuration.fromMap(settings);
  }

  private static void scripts(Path home, Configuration flink) {
    String all = flink.get(CoreOptions.FLINK_JVM_OPTIONS) + " ";
    String places =
        "export FLINK_CONF_DIR=%1$s/conf FLINK_PLUGINS_DIR=%1$s/plugins\n".formatted(home);
    String configured = " --configDir " + home.resolve("conf") + " ";
    JobManagerProcessSpec master = JobManagerProcessUtils.processSpecFromConfig(flink);
    script(
        home.resolve("bin/jobmanager.sh"),
        places
            + "shift\n"
            + JAVA
            + JobManagerProcessUtils.generateJvmParametersStr(master, flink)
            + " "
            + all
            + CLUSTER
            + "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint"
            + configured
            + "--executionMode cluster "
            + JobManagerProcessUtils.generateDynamicConfigsStr(master)
            + " \"$@\"\n");
    TaskExecutorProcessSpec worker = TaskExecutorProcessUtils.processSpecFromConfig(ofAll(flink));
    script(
        home.resolve("bin/taskmanager.sh"),
        places
            + "shift\n"
            + JAVA
            + ProcessMemoryUtils.generateJvmParametersStr(worker)
            + " "
            + all
            + CLUSTER
            + "org.apache.flink.runtime.taskexecutor.TaskManagerRunner"
            + configured
            + TaskExecutorProcessUtils.generateDynamicConfigsStr(worker)
            + " \"$@\"\n");
    script(
        home.resolve("bin/flink"),
        places
            + JAVA
            + all
            + flink.get(CoreOptions.FLINK_CLI_JVM_OPTIONS)
            + CLUSTER
            + "org.apache.flink.client.cli.CliFrontend \"$@\"\n");
  }

  private static Configuration ofAll(Configuration flink) {
    Configuration copy = new Configuration(flink);
    copy.set(TaskManagerOptions.CPU_CORES, (double) Runtime.getRuntime().availableProcessors());
    return copy;
  }

  private static String script(Path file, String text) {
    write(file, Stream.of("#!/bin/bash", text).reduce((a, b) -> a + "\n" + b).orElseThrow());
    if (!file.toFile().setExecutable(true)) {
      throw new IllegalStateException(file + " cannot be made executable");
    }
    return file.toString();
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
