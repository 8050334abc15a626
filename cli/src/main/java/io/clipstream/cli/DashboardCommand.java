package io.clipstream.cli;

import io.clipstream.cli.local.GracefulStop;
import io.clipstream.dashboard.Dashboard;
import io.clipstream.dashboard.DashboardSettings;
import io.clipstream.dashboard.review.ReviewSettings;
import io.clipstream.dashboard.store.Retention;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clipstream dashboard}: the page for moderators. */
@Command(
    name = "dashboard",
    mixinStandardHelpOptions = true,
    description =
        "A page with the stream, a search over the past, and pictures that wait for reviewers.",
    subcommands = {DashboardUsersCommand.class, DashboardTokensCommand.class},
    footer = {
      "",
      "It listens on this machine only and asks nobody to log in. To look at it from elsewhere, "
          + "forward its port:",
      "  ssh -L 8080:127.0.0.1:8080 HOST",
      "or let others in by TLS and a login, as the last examples do.",
      "",
      "Examples:",
      "  clipstream dashboard",
      "  clipstream dashboard --kafka broker:9092 --port 9000 --dir /var/lib/clipstream",
      "  clipstream dashboard --review-margin 0.1 --second-share 0.2",
      "  clipstream dashboard users add anna --role admin --users users",
      "  clipstream dashboard --host 0.0.0.0 --host-name tags.example.com --users users \\",
      "    --tls-certificate cert.pem --tls-key key.pem",
      "  clipstream dashboard --host 10.0.0.7 --host-name tags.example.com \\",
      "    --behind-proxy 10.0.0.5 --oidc-issuer https://login.example.com \\",
      "    --role-of moderators=reviewer --role-of platform=admin",
      "  clipstream dashboard --webhook https://hooks.example.com/tags \\",
      "    --webhook-secret-file /etc/clipstream/webhook-secret"
    })
final class DashboardCommand implements Callable<Integer> {
  @Mixin private KafkaConnection kafka;

  @Mixin private DashboardAccessOptions access;

  @Mixin private DashboardWebhookOptions webhooks;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = "data/dashboard",
      description =
          "Where the index of the topics and scaled pictures are kept, which can be made again, and "
              + "the log of who changed what. Default: ./${DEFAULT-VALUE}.")
  private Path directory;

  @Option(
      names = "--store",
      paramLabel = "JDBC",
      description =
          "Keep the index in PostgreSQL instead: jdbc:postgresql://HOST/DB?user=U&password=P")
  private String store;

  @Option(
      names = "--review-margin",
      paramLabel = "SCORE",
      defaultValue = "0.05",
      description =
          "Pictures with a score nearer to its threshold than this are put before reviewers. "
              + "Default: ${DEFAULT-VALUE}.")
  private double margin;

  @Option(
      names = "--review-sample",
      paramLabel = "SHARE",
      defaultValue = "0.01",
      description =
          "Share of all other pictures that reviewers see too, 0 to 1, chosen by the hash of the "
              + "image id. Default: ${DEFAULT-VALUE}.")
  private double sample;

  @Option(
      names = "--review-source",
      paramLabel = "SOURCE",
      description =
          "A source of which reviewers see all pictures, by the name in its events; may be given more "
              + "than once.")
  private Set<String> sources = Set.of();

  @Option(
      names = "--second-share",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "Share of the pictures in the queue that two reviewers decide about, the second without "
              + "seeing what the first said, 0 to 1. Default: ${DEFAULT-VALUE}.")
  private double second;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    DashboardSettings settings =
        new DashboardSettings(
            kafka.dashboardAccess(),
            directory,
            Optional.ofNullable(store),
            access.listening(),
            access.login(),
            Retention.DEFAULT,
            new ReviewSettings(margin, sample, second, sources, ReviewSettings.DEFAULT.lease()),
            webhooks.settings());
    CountDownLatch stopped = new CountDownLatch(1);
    try (GracefulStop stop = new GracefulStop(stopped::countDown);
        Dashboard dashboard = Dashboard.start(settings)) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("clipstream: the dashboard is at " + dashboard.address() + "; Ctrl-C stops");
      err.flush();
      stopped.await();
    }
    return 0;
  }
}
