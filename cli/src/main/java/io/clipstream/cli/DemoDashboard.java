package io.clipstream.cli;

import io.clipstream.dashboard.Dashboard;
import io.clipstream.dashboard.DashboardSettings;
import io.clipstream.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.util.Optional;

/** The page beside the demo, if it is wanted. */
record DemoDashboard(Optional<Dashboard> running) implements AutoCloseable {
  static DemoDashboard none() {
    return new DemoDashboard(Optional.empty());
  }

  /** Starts it on the usual port, or on any that is free where another dashboard runs. */
  static DemoDashboard start(DemoStack stack, Path directory) {
    int port = EmbeddedKafka.isFree(DashboardSettings.PORT) ? DashboardSettings.PORT : 0;
    return new DemoDashboard(
        Optional.of(
            Dashboard.start(
                DashboardSettings.local(
                    stack.kafka().dashboardAccess(), directory.resolve("dashboard"), port))));
  }

  /** Where to look at it. */
  String address() {
    return running.map(Dashboard::address).orElse("");
  }

  @Override
  public void close() {
    running.ifPresent(Dashboard::close);
  }
}
