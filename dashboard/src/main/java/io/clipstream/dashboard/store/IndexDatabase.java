package io.clipstream.dashboard.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.clipstream.schemas.ResourceException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * The database of the index. H2 in a file by default: it is Java like the rest, so that no native
 * library is unpacked, and its types and statements are those of the SQL standard, so that the same
 * text runs on PostgreSQL; SQLite knows neither its dates nor its identities.
 *
 * <p>What stands in it can be read again, so an index of another version is emptied, not mended.
 */
public final class IndexDatabase implements AutoCloseable {
  /** Of its own, so that emptying the index empties nothing else. */
  private static final String SCHEMA = "clipstream_dashboard";

  private static final int CONNECTIONS = 8;

  private final HikariDataSource pool;
  private final Flyway flyway;
  private final Jdbi jdbi;

  private IndexDatabase(HikariDataSource pool, Flyway flyway) {
    this.pool = pool;
    this.flyway = flyway;
    this.jdbi = Jdbi.create(pool);
  }

  /** The address of an index in a directory. */
  public static String inDirectory(Path directory) {
    return "jdbc:h2:file:" + directory.toAbsolutePath().normalize().resolve("index");
  }

  /**
   * Opens an index and brings its tables to the present version.
   *
   * @param url of JDBC, for H2 or PostgreSQL
   * @throws ResourceException if it cannot be opened
   */
  public static IndexDatabase open(String url) {
    HikariDataSource pool = null;
    try {
      pool = new HikariDataSource(pool(url));
      IndexDatabase database = new IndexDatabase(pool, flyway(pool));
      database.migrate();
      return database;
    } catch (RuntimeException e) {
      if (pool != null) {
        pool.close();
      }
      throw new ResourceException(
          "the index of the dashboard cannot be opened at "
              + shown(url)
              + ": "
              + deepest(e).getMessage()
              + "; stop the other dashboard that uses it, or choose another by --dir or --store",
          e);
    }
  }

  private static HikariConfig pool(String url) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("dashboard-index");
    config.setJdbcUrl(url.startsWith("jdbc:h2:") ? url + ";DB_CLOSE_ON_EXIT=FALSE" : url);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setConnectionInitSql(
        "create schema if not exists " + name(url) + "; set search_path to " + name(url));
    if (url.startsWith("jdbc:h2:")) {
      config.setConnectionInitSql(null);
      config.setJdbcUrl(
          config.getJdbcUrl()
              + ";INIT=create schema if not exists "
              + name(url)
              + "\\;set schema "
              + name(url));
    }
    return config;
  }

  /** H2 writes names in capitals that are not quoted. */
  private static String name(String url) {
    return url.startsWith("jdbc:h2:") ? SCHEMA.toUpperCase(Locale.ROOT) : SCHEMA;
  }

  private static Flyway flyway(HikariDataSource pool) {
    FluentConfiguration configuration = Flyway.configure(IndexDatabase.class.getClassLoader());
    return configuration
        .dataSource(pool)
        .defaultSchema(name(pool.getJdbcUrl()))
        .createSchemas(false)
        .baselineOnMigrate(true) // PostgreSQL: the schema may be there, and empty
        .baselineVersion("0")
        .outOfOrder(true) // each part of the page has numbers of its own
        .cleanDisabled(false)
        .locations("classpath:io/clipstream/dashboard/store/migrations")
        .load();
  }

  private void migrate() {
    try {
      flyway.migrate();
    } catch (FlywayException e) {
      // Made by another version: the topics are read again.
      List<Map<String, Object>> told = told();
      flyway.clean();
      try (Handle handle = jdbi.open()) {
        handle.execute("create schema if not exists " + name(pool.getJdbcUrl()));
      }
      flyway.migrate();
      told.forEach(this::restore);
    }
  }

  /** How far receivers of webhooks were told, which no topic says; none in an older index. */
  private List<Map<String, Object>> told() {
    try {
      return jdbi.withHandle(
          handle -> handle.createQuery("select * from webhook_position").mapToMap().list());
    } catch (JdbiException e) {
      return List.of();
    }
  }

  private void restore(Map<String, Object> told) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "insert into webhook_position (receiver, topic, topic_id, part, next_offset)"
                        + " values (:receiver, :topic, :topic_id, :part, :next_offset)")
                .bindMap(told)
                .execute());
  }

  /**
   * Empties the index while it serves. Who reads the topics begins anew afterwards; what they were
   * read to goes last, so that an end in between is seen at the next start.
   */
  public void clear() {
    List<String> tables =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        "select table_name from information_schema.tables where table_schema = :schema"
                            + " and lower(table_name) not in ('flyway_schema_history', 'read_to',"
                            + " 'webhook_position')")
                    .bind("schema", name(pool.getJdbcUrl()))
                    .mapTo(String.class)
                    .list());
    for (String table : tables) {
      jdbi.useTransaction(handle -> handle.execute("delete from \"" + table + "\""));
    }
    jdbi.useTransaction(handle -> handle.execute("delete from read_to"));
  }

  /** Where statements are run. */
  public Jdbi jdbi() {
    return jdbi;
  }

  private static Throwable deepest(Throwable e) {
    return e.getCause() == null ? e : deepest(e.getCause());
  }

  /** Without what follows a question mark or semicolon: there a password may stand. */
  private static String shown(String url) {
    return url.replaceAll("[?;].*", "").replaceAll("//[^/@]*@", "//");
  }

  @Override
  public void close() {
    pool.close();
  }
}
