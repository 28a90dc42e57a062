package nexus.bench.compare;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import nexus.bench.Series;

/**
 * What the peers that are asked through JDBC have in common. Every load goes to a table of its own;
 * all columns of the file are kept.
 */
abstract class SqlStore implements Store {

  private static final int TIMEOUT_SECONDS = 300;

  private Connection connection;
  private PreparedStatement question;
  private String table;

  /** The expression for a row's time in epoch milliseconds. */
  abstract String epochMs();

  /** Connects, as often as asked; the last connection is used. */
  final void connect(String url, Properties properties) throws SQLException {
    connection = DriverManager.getConnection(url, properties);
  }

  final boolean isConnected(String url, Properties properties) {
    try {
      connect(url, properties);
      return true;
    } catch (SQLException notYet) {
      return false;
    }
  }

  final String table() {
    return table;
  }

  /** Names the table of a load; the caller makes it. */
  final void useTable(int run) throws SQLException {
    table = "run" + run;
    if (question != null) {
      question.close();
      question = null;
    }
  }

  final void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(TIMEOUT_SECONDS);
      statement.execute(sql);
    }
  }

  /** The first column of the first row. */
  final String value(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      if (!rows.next()) {
        throw new SQLException("no row from " + sql);
      }
      return rows.getString(1);
    }
  }

  @Override
  public long rows() throws SQLException {
    return Long.parseLong(value("SELECT count(*) FROM " + table));
  }

  @Override
  public Answer ask(SeriesName series) throws SQLException {
    if (question == null) {
      question =
          connection.prepareStatement(
              "SELECT %s, \"value\" FROM %s WHERE uuid = ? AND metric_name = ? ORDER BY \"timestamp\""
                  .formatted(epochMs(), table));
    }
    question.setString(1, series.uuid());
    question.setString(2, series.metric());
    Series points = new Series();
    try (ResultSet rows = question.executeQuery()) {
      while (rows.next()) {
        points.add(rows.getLong(1), rows.getDouble(2));
      }
    }
    return () -> points;
  }

  final void disconnect() {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException gone) {
        // It is stopped next; a connection that is lost already needs no closing.
      }
    }
  }

  /** Whether a driver for {@code url} is on the class path. */
  static boolean hasDriver(String url) {
    try {
      return DriverManager.getDriver(url) != null;
    } catch (SQLException none) {
      return false;
    }
  }
}
