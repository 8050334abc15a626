package io.clipstream.dashboard;

import io.clipstream.dashboard.audit.AuditFeature;
import io.clipstream.dashboard.audit.AuditLog;
import io.clipstream.dashboard.feature.Feature;
import io.clipstream.dashboard.http.Callback;
import io.clipstream.dashboard.http.DashboardServer;
import io.clipstream.dashboard.http.Listening;
import io.clipstream.dashboard.http.Route;
import io.clipstream.dashboard.ingest.Ingest;
import io.clipstream.dashboard.login.LoginFeature;
import io.clipstream.dashboard.store.IndexDatabase;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** A running dashboard. */
public final class Dashboard implements AutoCloseable {
  private final Listening listening;
  private final IndexDatabase index;
  private final List<Feature> features;
  private final Ingest ingest;
  private DashboardServer server;

  private Dashboard(DashboardSettings settings, IndexDatabase index) {
    this.listening = settings.listening();
    this.index = index;
    AtomicReference<Ingest> reading = new AtomicReference<>();
    this.features = Features.of(settings, index, reading::get);
    this.ingest =
        new Ingest(
            settings.kafka(),
            index,
            settings.retention(),
            features.stream().flatMap(feature -> feature.readers().stream()).toList(),
            features.stream().flatMap(feature -> feature.forgetting().stream()).toList());
    reading.set(ingest);
  }

  /**
   * Opens the index, begins to read the topics and answers requests. Kafka need not be there yet.
   *
   * @throws ResourceException if the directory, the index or the port cannot be used
   * @throws SettingException if it should listen where strangers reach it, or files of certificates
   *     or users are not what they should be
   */
  public static Dashboard start(DashboardSettings settings) {
    AccessRules.check(settings.listening(), settings.login());
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
    LongSupplier clock = System::currentTimeMillis;
    LoginFeature login = new LoginFeature(settings.login(), settings.listening(), clock);
    AuditFeature audit = new AuditFeature(new AuditLog(settings.directory()), clock);
    List<Route> routes =
        Stream.concat(Stream.of(login, audit), features.stream())
            .flatMap(feature -> feature.routes().stream())
            .toList();
    List<Callback> callbacks =
        features.stream().flatMap(feature -> feature.callbacks().stream()).toList();
    server =
        DashboardServer.start(settings.listening(), routes, callbacks, audit.behind(login.door()));
    ingest.start();
    features.forEach(Feature::start);
  }

  /** Where to look at it. */
  public String address() {
    String name = listening.names().stream().findFirst().orElse(listening.host());
    String scheme = listening.tls().isPresent() ? "https" : "http";
    return scheme + "://" + name + ":" + server.port() + "/";
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
