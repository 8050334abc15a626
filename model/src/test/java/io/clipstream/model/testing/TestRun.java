package io.clipstream.model.testing;

import static org.junit.platform.engine.discovery.ClassNameFilter.excludeClassNamePatterns;
import static org.junit.platform.launcher.TagFilter.excludeTags;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Tests in a process of their own, for what the environment must say before an engine loads. */
public final class TestRun {
  private TestRun() {}

  /**
   * Runs all tests but the long ones and those of memory, prints what failed and how many passed,
   * and exits with 1 if any failed or none ran.
   *
   * @param names of packages and classes
   */
  public static void main(String[] names) {
    List<? extends DiscoverySelector> selectors =
        Arrays.stream(names).map(TestRun::selector).toList();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectors)
            .filters(excludeTags("soak"), excludeClassNamePatterns(".*MemoryTest"))
            .build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, listener);
    TestExecutionSummary summary = listener.getSummary();
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    summary.printFailuresTo(out);
    out.println("passed " + summary.getTestsSucceededCount());
    boolean passed = summary.getTotalFailureCount() == 0 && summary.getTestsSucceededCount() > 0;
    System.exit(passed ? 0 : 1);
  }

  private static DiscoverySelector selector(String name) {
    boolean isClass = name.endsWith("Test");
    return isClass ? DiscoverySelectors.selectClass(name) : DiscoverySelectors.selectPackage(name);
  }
}
