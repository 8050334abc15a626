package io.clipstream.distribution.probe;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.externalresource.ExternalResourceDriver;
import org.apache.flink.api.common.externalresource.ExternalResourceDriverFactory;
import org.apache.flink.api.common.externalresource.ExternalResourceInfo;
import org.apache.flink.configuration.Configuration;

/** Claims GPUs 2 and 3, as Flink's own driver would on a machine that has them. */
public final class TwoGpus implements ExternalResourceDriverFactory {
  private record Gpu(String index) implements ExternalResourceInfo {
    @Override
    public Optional<String> getProperty(String key) {
      return key.equals("index") ? Optional.of(index) : Optional.empty();
    }

    @Override
    public Collection<String> getKeys() {
      return List.of("index");
    }
  }

  @Override
  public ExternalResourceDriver createExternalResourceDriver(Configuration config) {
    return amount -> Set.of(new Gpu("2"), new Gpu("3"));
  }
}
