package io.clipstream.cli;

import io.clipstream.dashboard.Dashboard;
import io.clipstream.dashboard.DashboardSettings;
import io.clipstream.dashboard.review.ReviewSettings;
import io.clipstream.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

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
                        stack.kafka().dashboardAccess(), directory.resolve("dashboard"), port)
                    .with(ReviewSettings.DEFAULT.with(Set.of(Samples.TO_TEACH))))));
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
