package io.clipstream.operators.trace;

import io.clipstream.schemas.SettingException;
import java.io.Serializable;
import java.net.URI;
import org.apache.flink.metrics.MetricGroup;

/** Whether pictures are traced, and where to. */
public sealed interface TraceSettings extends Serializable {
  /** No picture is. */
  TraceSettings OFF = new Off();

  /**
   * What a subtask traces with; the caller closes it.
   *
   * @param job its name, which names the service
   * @param operator where it is counted
   */
  Tracing open(String job, MetricGroup operator);

  /** Nothing is traced, counted or sent. */
  record Off() implements TraceSettings {
    private static final long serialVersionUID = 1L;

    @Override
    public Tracing open(String job, MetricGroup operator) {
      return Tracing.OFF;
    }
  }

  /**
   * Spans go to a collector by OTLP over HTTP.
   *
   * @param endpoint to which they are posted; without a path, below it at {@code /v1/traces}
   * @param sampling share, 0 to 1, of pictures without a trace of their own that begin one; those
   *     that came with one follow what it says
   */
  record Otlp(URI endpoint, double sampling) implements TraceSettings {
    private static final long serialVersionUID = 1L;
    private static final int LAST_PORT = 65_535;

    /**
     * @throws SettingException if the endpoint is no address of HTTP, or the share none
     */
    public Otlp {
      boolean isHttp = "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
      if (!isHttp || endpoint.getHost() == null || endpoint.getPort() > LAST_PORT) {
        throw new SettingException(
            "the endpoint of traces is '" + endpoint + "', expected http://HOST:PORT or https");
      }
      if (!(sampling >= 0 && sampling <= 1)) {
        throw new SettingException("the sampling of traces is " + sampling + ", expected 0 to 1");
      }
    }

    /** Where spans are posted. */
    String address() {
      String path = endpoint.getPath();
      boolean isBare = path == null || path.isEmpty() || path.equals("/");
      return isBare ? endpoint.resolve("/v1/traces").toString() : endpoint.toString();
    }

    @Override
    public Tracing open(String job, MetricGroup operator) {
      TraceMetrics metrics = new TraceMetrics(operator);
      return new SampledTracing(sampling, metrics, BoundedExport.otlp(address(), metrics), job);
    }
  }
}
