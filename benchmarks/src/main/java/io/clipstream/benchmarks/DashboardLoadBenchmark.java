package io.clipstream.benchmarks;

import picocli.CommandLine.Command;

@Command(name = "dashboard-load")
final class DashboardLoadBenchmark implements java.util.concurrent.Callable<Integer> {
  @Override
  public Integer call() {
    return 0;
  }
}
