package io.clipstream.cli;

import io.clipstream.dashboard.login.Credential;
import io.clipstream.dashboard.login.CredentialFile;
import io.clipstream.dashboard.login.Passwords;
import io.clipstream.schemas.SettingException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code clipstream dashboard users}: who may log in by password. */
@Command(
    name = "users",
    mixinStandardHelpOptions = true,
    description = "Who may log in to the dashboard by password.",
    subcommands = {
      DashboardUsersCommand.Add.class,
      DashboardUsersCommand.Show.class,
      DashboardUsersCommand.Remove.class
    })
final class DashboardUsersCommand extends Main.Group {
  /** What all of them are about. */
  abstract static class OfFile implements Callable<Integer> {
    @Option(
        names = "--users",
        paramLabel = "FILE",
        required = true,
        description = "The file; a dashboard that runs with it needs no restart.")
    Path file;

    @Spec CommandSpec spec;

    final PrintWriter out() {
      return spec.commandLine().getOut();
    }

    final void say(String message) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("clipstream: " + message);
      err.flush();
    }
  }

  /** {@code clipstream dashboard users add}. */
  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description =
          "Adds somebody, or gives a new password and role. The password is asked for, or read from "
              + "standard input; its Argon2id hash is kept.",
      footer = {
        "",
        "Examples:",
        "  clipstream dashboard users add anna --role reviewer --users users",
        "  pass show anna | clipstream dashboard users add anna --role admin --users users"
      })
  static final class Add extends OfFile {
    @Parameters(paramLabel = "NAME", description = "Letters, digits and . _ @ + -")
    private String name;

    @Option(
        names = "--role",
        required = true,
        description = "viewer looks on, reviewer decides, admin changes what is looked for.")
    private String role;

    @Override
    public Integer call() {
      CredentialFile users = CredentialFile.users(file);
      Credential.checkedName(name);
      String hash = Passwords.hash(SecretInput.password(name));
      users.put(new Credential(name, Credential.role(role), hash));
      say(name + " is in " + file + " as " + role.toLowerCase(Locale.ROOT));
      return 0;
    }
  }

  /** {@code clipstream dashboard users list}. */
  @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists names and roles.")
  static final class Show extends OfFile {
    @Override
    public Integer call() {
      list(CredentialFile.users(file), out());
      return 0;
    }
  }

  /** {@code clipstream dashboard users remove}. */
  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = "Takes somebody out; who is logged in is out at once.")
  static final class Remove extends OfFile {
    @Parameters(paramLabel = "NAME", description = "Who.")
    private String name;

    @Override
    public Integer call() {
      remove(CredentialFile.users(file), name);
      say(name + " is out of " + file);
      return 0;
    }
  }

  /** Names and roles, a line each. */
  static void list(CredentialFile file, PrintWriter out) {
    for (Credential each : file.read()) {
      out.println(each.name() + "\t" + each.role().name().toLowerCase(Locale.ROOT));
    }
    out.flush();
  }

  static void remove(CredentialFile file, String name) {
    if (!file.remove(name)) {
      throw new SettingException(file.path() + " has no '" + name + "'; 'list' says who is in it");
    }
  }
}
