package io.clipstream.operators.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.DefaultPluginManager;
import org.apache.flink.core.plugin.DirectoryBasedPluginFinder;

/**
 * A real S3 server on a free port, with {@link Troubles} in front of it, and Flink's own plugin
 * that speaks to it. Both have class loaders of their own. Until it is closed {@code s3://bucket}
 * works in this process.
 */
public final class S3Server implements AutoCloseable {
  private static final String BUCKET = "bucket";
  private static final String KEY = "somebody";
  private static final String SECRET = "something";

  private static final Path BUILD = build();

  private final Object server;
  private final Troubles troubles;

  private S3Server(Object server, Troubles troubles) {
    this.server = server;
    this.troubles = troubles;
  }

  /**
   * @param data holds the objects as files
   */
  public static S3Server start(Path data) {
    try {
      Files.createDirectories(data.resolve(BUCKET));
      Object server = serve(data);
      Troubles troubles =
          Troubles.before((int) server.getClass().getMethod("getPort").invoke(server));
      S3Server started = new S3Server(server, troubles);
      started.useFromFlink();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the S3 server does not start", e);
    }
  }

  private static Object serve(Path data) throws IOException, ReflectiveOperationException {
    ClassLoader loader =
        new URLClassLoader(jars(BUILD.resolve("s3-server")), ClassLoader.getPlatformClassLoader());
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      Properties settings = new Properties();
      settings.putAll(
          Map.of(
              "jclouds.filesystem.basedir",
              data.toString(),
              "s3proxy.endpoint",
              "http://127.0.0.1:0",
              "s3proxy.authorization",
              "aws-v2-or-v4",
              "s3proxy.identity",
              KEY,
              "s3proxy.credential",
              SECRET));
      Object objects =
          loader
              .loadClass("org.gaul.s3proxy.BlobStores")
              .getMethod("create", String.class, Properties.class)
              .invoke(null, "filesystem-nio2", settings);
      Class<?> type = loader.loadClass("org.gaul.s3proxy.S3Proxy$Builder");
      Object builder = type.getMethod("fromProperties", Properties.class).invoke(null, settings);
      type.getMethod("blobStore", loader.loadClass("org.gaul.s3proxy.blobstore.BlobStore"))
          .invoke(builder, objects);
      Object server = type.getMethod("build").invoke(builder);
      server.getClass().getMethod("start").invoke(server);
      return server;
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static URL[] jars(Path directory) throws IOException {
    try (Stream<Path> jars = Files.list(directory)) {
      return jars.map(S3Server::url).toArray(URL[]::new);
    }
  }

  private static URL url(Path file) {
    try {
      return file.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** This module's, also where its tests' classes serve another one's. */
  private static Path build() {
    try {
      return Path.of(S3Server.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where Flink's plugin for it lies. */
  public static Path plugins() {
    return BUILD.resolve("flink-plugins");
  }

  /** What Flink is told of it. */
  public Map<String, String> settings() {
    return Map.of(
        "s3.endpoint",
        "http://127.0.0.1:" + troubles.port(),
        "s3.endpoint.region",
        "us-east-1",
        "s3.path.style.access",
        "true",
        "s3.access-key",
        KEY,
        "s3.secret-key",
        SECRET,
        "s3.attempts.maximum", // of a request; waits double
        "3",
        "s3.retry.limit",
        "1",
        "s3.retry.interval",
        "10ms",
        "s3.retry.throttle.limit", // when the store is busy
        "2",
        "s3.retry.throttle.interval",
        "10ms");
  }

  private void useFromFlink() throws IOException {
    Configuration settings = Configuration.fromMap(settings());
    String[] parents = {"java.", "org.apache.flink.", "javax.annotation.", "org.slf4j"};
    FileSystem.initialize(
        settings,
        new DefaultPluginManager(new DirectoryBasedPluginFinder(plugins()).findPlugins(), parents));
  }

  /** What goes wrong on the way. */
  public Troubles troubles() {
    return troubles;
  }

  /** A directory in the bucket. */
  public static String uri(String path) {
    return "s3://" + BUCKET + "/" + path;
  }

  /** Requests for objects below a directory that have passed so far. */
  public List<String> reads(String directory) {
    return troubles.requests().stream()
        .filter(request -> request.startsWith("GET /" + BUCKET + "/" + directory + "/"))
        .toList();
  }

  @Override
  public void close() throws Exception {
    FileSystem.initialize(new Configuration(), null);
    troubles.close();
    server.getClass().getMethod("stop").invoke(server);
  }
}
