package io.clipstream.jobs.testing;

import io.clipstream.model.testing.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.apache.flink.metrics.prometheus.PrometheusReporterFactory;

/** Where a job's metrics are shown, by the reporter that comes with Flink. */
public record PrometheusPort(int port) {
  public static PrometheusPort free() {
    return new PrometheusPort(FreePorts.next());
  }

  /** What a job is told for it. */
  public String[] arguments() {
    return new String[] {
      "--flink.metrics.reporter.prom.factory.class=" + PrometheusReporterFactory.class.getName(),
      "--flink.metrics.reporter.prom.filterLabelValueCharacters=false",
      "--flink.metrics.reporter.prom.port=" + port
    };
  }

  /** All that is shown now. */
  public String text() throws IOException, InterruptedException {
    URI page = URI.create("http://127.0.0.1:" + port + "/metrics");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
        .body();
  }

  /**
   * The value of the only metric of this name, which ends before its labels; 0 if there is none.
   */
  public double value(String name) throws IOException, InterruptedException {
    return text()
        .lines()
        .filter(line -> line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .findFirst()
        .orElse(0);
  }
}
