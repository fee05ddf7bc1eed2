package dev.holdfast.testservers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A kind of database server: how it is found, prepared and started. */
public enum ServerKind {

  /** PostgreSQL, from the archive on the class path. */
  POSTGRESQL("postgresql", "database system is ready to accept ") {
    @Override
    void prepare(Path folder) throws IOException {
      Files.writeString(folder.resolve("password"), PASSWORD);
      Programs.run(
          folder.resolve("init.log"),
          asNobody(
              List.of(
                  bin().resolve("initdb").toString(),
                  "--pgdata=" + folder.resolve("data"),
                  "--username=holdfast",
                  "--auth=scram-sha-256",
                  "--pwfile=" + folder.resolve("password"),
                  "--set=scram_iterations=1", // thousands of connections are made
                  "--encoding=UTF8",
                  "--locale=C")));
    }

    @Override
    List<String> command(Path folder, int port, List<String> settings) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(bin().resolve("postgres").toString());
      command.addAll(List.of("-D", folder.resolve("data").toString()));
      command.addAll(List.of("-p", Integer.toString(port)));
      for (String setting : POSTGRESQL_SETTINGS) {
        command.addAll(List.of("-c", setting));
      }
      for (String setting : settings) {
        command.addAll(List.of("-c", setting));
      }
      return asNobody(command);
    }

    private Path bin() throws IOException {
      return new Archive("postgres-linux-x86_64.txz", "-xJf").folder().resolve("bin");
    }

    /** The server refuses root, who is somebody else in a namespace of users. */
    private List<String> asNobody(List<String> command) {
      if (!Programs.isRoot()) {
        return command;
      }
      List<String> wrapped = new ArrayList<>(List.of("unshare", "-U"));
      wrapped.addAll(command);
      return wrapped;
    }

    @Override
    String location(int port) {
      return "//127.0.0.1:" + port + "/postgres";
    }
  },

  /** MySQL, from the archive on the class path. */
  MYSQL("mysql", "ready for connections") {
    @Override
    void prepare(Path folder) throws IOException {
      writeInitFile(folder);
      List<String> command = new ArrayList<>(program(folder));
      command.add("--initialize-insecure");
      command.add("--log-error=" + folder.resolve("init-server.log"));
      Programs.run(folder.resolve("init.log"), command);
    }

    @Override
    List<String> command(Path folder, int port, List<String> settings) throws IOException {
      List<String> command = new ArrayList<>(program(folder));
      command.addAll(serverOptions(folder, port, settings));
      command.add("--mysqlx=OFF");
      return command;
    }

    private List<String> program(Path folder) throws IOException {
      Path home = new Archive("mysql-Linux-amd64.tar.gz", "-xzf").folder();
      List<String> command = new ArrayList<>();
      command.add(home.resolve("bin").resolve("mysqld").toString());
      command.add("--no-defaults");
      command.add("--basedir=" + home);
      command.add("--datadir=" + folder.resolve("data"));
      command.add("--lc-messages-dir=" + home.resolve("share"));
      if (Programs.isRoot()) {
        command.add("--user=root");
      }
      return command;
    }
  },

  /** MariaDB, as the machine has it installed. */
  MARIADB("mariadb", "ready for connections") {
    @Override
    public Optional<String> missing() {
      return Programs.find("mariadbd").isPresent()
              && Programs.find("mariadb-install-db").isPresent()
          ? Optional.empty()
          : Optional.of("mariadbd is not installed (Debian: mariadb-server-core)");
    }

    @Override
    void prepare(Path folder) throws IOException {
      writeInitFile(folder);
      List<String> command = new ArrayList<>();
      command.add(Programs.find("mariadb-install-db").orElseThrow().toString());
      command.add("--no-defaults");
      command.add("--auth-root-authentication-method=normal");
      command.add("--skip-test-db");
      command.add("--datadir=" + folder.resolve("data"));
      addUser(command);
      Programs.run(folder.resolve("init.log"), command);
    }

    @Override
    List<String> command(Path folder, int port, List<String> settings) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Programs.find("mariadbd").orElseThrow().toString());
      command.add("--no-defaults");
      command.add("--datadir=" + folder.resolve("data"));
      addUser(command);
      command.addAll(serverOptions(folder, port, settings));
      return command;
    }

    private void addUser(List<String> command) {
      if (Programs.isRoot()) {
        command.add("--user=root");
      }
    }
  };

  /** The password of the user {@code holdfast}. */
  static final String PASSWORD = "holdfast";

  private static final List<String> POSTGRESQL_SETTINGS =
      List.of(
          "listen_addresses=127.0.0.1",
          "unix_socket_directories=",
          "max_connections=300",
          "shared_buffers=128MB",
          "max_wal_size=1GB",
          "recovery_init_sync_method=syncfs");

  private final String scheme;
  private final String readyLine;

  ServerKind(String scheme, String readyLine) {
    this.scheme = scheme;
    this.readyLine = readyLine;
  }

  /** Returns the scheme of its URLs. */
  public String scheme() {
    return scheme;
  }

  /** Returns the URL by which its JDBC driver knows a location. */
  String jdbcUrl(String location) {
    return "jdbc:" + (this == POSTGRESQL ? "postgresql" : "mysql") + ":" + location;
  }

  /** Returns what the machine lacks to start one, if anything. */
  public Optional<String> missing() {
    return Optional.empty();
  }

  /** Returns what the server logs when it can be used. */
  String readyLine() {
    return readyLine;
  }

  /** Makes the data of a new server, and what else it needs, in an empty folder. */
  abstract void prepare(Path folder) throws IOException;

  abstract List<String> command(Path folder, int port, List<String> settings) throws IOException;

  String location(int port) {
    return "//127.0.0.1:" + port + "/holdfast";
  }

  private static void writeInitFile(Path folder) throws IOException {
    Files.writeString(
        folder.resolve("init.sql"),
        """
        create database if not exists holdfast;
        create user if not exists 'holdfast'@'%' identified by 'PASSWORD';
        grant all on *.* to 'holdfast'@'%' with grant option;
        """
            .replace("PASSWORD", PASSWORD));
  }

  private static List<String> serverOptions(Path folder, int port, List<String> settings) {
    List<String> options = new ArrayList<>();
    options.add("--port=" + port);
    options.add("--bind-address=127.0.0.1");
    options.add("--socket=" + folder.resolve("socket"));
    // A server that starts removes what it finds in the folder, that of another server too.
    options.add("--tmpdir=" + folder);
    options.add("--pid-file=" + folder.resolve("server-own.pid"));
    options.add("--init-file=" + folder.resolve("init.sql"));
    options.add("--log-bin=binlog");
    options.add("--server-id=1");
    options.add("--sync-binlog=1");
    options.add("--binlog-format=ROW");
    options.add("--max-binlog-size=67108864");
    options.add("--innodb-flush-log-at-trx-commit=1");
    options.add("--innodb-buffer-pool-size=134217728");
    options.add("--innodb-log-file-size=67108864");
    options.add("--max-connections=300");
    options.add("--skip-name-resolve");
    options.add("--performance-schema=OFF");
    for (String setting : settings) {
      options.add("--" + setting);
    }
    return options;
  }
}
