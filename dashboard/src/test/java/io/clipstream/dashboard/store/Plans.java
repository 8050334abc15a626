package io.clipstream.dashboard.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;

/** How H2 means to answer the queries that somebody asks; no time is measured. */
public final class Plans {
  private static final int MOST = 100;

  private Plans() {}

  /** A query with its plan. */
  public record Plan(String sql, String plan) {
    /** No table is read whole. */
    public void isAlongAnIndex() {
      assertThat(plan).as(sql).doesNotContain("tableScan");
    }

    /** And what has an order comes in that of an index. */
    public void isInTheOrderOfAnIndex() {
      isAlongAnIndex();
      if (sql.contains("order by")) {
        assertThat(plan).as(sql).contains("/* index sorted */");
      }
    }
  }

  /** The plans of what is asked while something runs. */
  public static List<Plan> of(Jdbi jdbi, Runnable run) {
    List<Plan> plans = new ArrayList<>();
    jdbi.setSqlLogger(
        new SqlLogger() {
          @Override
          public void logBeforeExecution(StatementContext asked) {
            if (asked.getRenderedSql().startsWith("select") && plans.size() < MOST) {
              plans.add(explained(jdbi, asked));
            }
          }
        });
    try {
      run.run();
    } finally {
      jdbi.setSqlLogger(SqlLogger.NOP_SQL_LOGGER);
    }
    assertThat(plans).isNotEmpty();
    return plans;
  }

  private static Plan explained(Jdbi jdbi, StatementContext asked) {
    return jdbi.withHandle(
        handle -> {
          Query explain = handle.createQuery("explain " + asked.getRenderedSql());
          for (String name : asked.getBinding().getNames()) {
            explain.bind(name, argument(asked, name));
          }
          return new Plan(asked.getRenderedSql(), explain.mapTo(String.class).one());
        });
  }

  private static Argument argument(StatementContext asked, String name) {
    Optional<Argument> found = asked.getBinding().findForName(name, asked);
    return found.orElseThrow();
  }
}
