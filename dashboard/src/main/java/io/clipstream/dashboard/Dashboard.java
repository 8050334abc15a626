package io.clipstream.dashboard;

import io.clipstream.dashboard.feature.Feature;
import io.clipstream.dashboard.http.DashboardServer;
import io.clipstream.dashboard.http.Route;
import io.clipstream.dashboard.ingest.Ingest;
import io.clipstream.dashboard.store.IndexDatabase;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** A running dashboard. */
public final class Dashboard implements AutoCloseable {
  private final String host;
  private final IndexDatabase index;
  private final List<Feature> features;
  private final Ingest ingest;
  private DashboardServer server;

  private Dashboard(DashboardSettings settings, IndexDatabase index) {
    this.host = settings.host();
    this.index = index;
    AtomicReference<Ingest> reading = new AtomicReference<>();
    this.features = Features.of(settings, index, reading::get);
    this.ingest =
        new Ingest(
            settings.kafka(),
            index,
            settings.retention(),
            features.stream().flatMap(feature -> feature.readers().stream()).toList());
    reading.set(ingest);
  }

  /**
   * Opens the index, begins to read the topics and answers requests. Kafka need not be there yet.
   *
   * @throws ResourceException if the directory, the index or the port cannot be used
   * @throws SettingException if it should listen where strangers reach it
   */
  public static Dashboard start(DashboardSettings settings) {
    checkLoopback(settings.host());
    makeForOwner(settings.directory());
    IndexDatabase index = IndexDatabase.open(settings.storeUrl());
    Dashboard dashboard = null;
    try {
      dashboard = new Dashboard(settings, index);
      dashboard.serve(settings);
      return dashboard;
    } catch (RuntimeException | Error e) {
      if (dashboard == null) {
        index.close();
      } else {
        dashboard.close();
      }
      throw e;
    }
  }

  /** A new directory is its owner's alone: it holds pictures of strangers. */
  private static void makeForOwner(Path directory) {
    try {
      if (Files.isDirectory(directory)) {
        return;
      }
      Files.createDirectories(directory);
      if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
      }
    } catch (IOException e) {
      throw new ResourceException(
          directory + ": cannot be made: " + e + "; choose another with --dir", e);
    }
  }

  private void serve(DashboardSettings settings) {
    List<Route> routes = features.stream().flatMap(feature -> feature.routes().stream()).toList();
    // Nobody logs in yet: whoever asks sits at this machine.
    server = DashboardServer.start(settings.host(), settings.port(), routes, context -> {});
    ingest.start();
  }

  /** Whoever reaches the port may decide and publish, since nobody logs in. */
  private static void checkLoopback(String host) {
    try {
      if (InetAddress.getByName(host).isLoopbackAddress()) {
        return;
      }
    } catch (UnknownHostException e) {
      throw new SettingException("--host " + host + " is no address of this machine", e);
    }
    throw new SettingException(
        "--host "
            + host
            + " is reached from other machines, and the dashboard asks nobody to log in; leave it"
            + " out and forward the port, for example by ssh -L");
  }

  /** Where to look at it. */
  public String address() {
    return "http://" + host + ":" + server.port() + "/";
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  /** Stops; what was read is in the index. */
  @Override
  public void close() {
    features.forEach(Feature::close);
    if (server != null) {
      server.close();
    }
    ingest.close();
    index.close();
  }
}
