package io.clipstream.cli;

import io.clipstream.dashboard.login.Credential;
import io.clipstream.dashboard.login.CredentialFile;
import io.clipstream.dashboard.login.Tokens;
import io.clipstream.schemas.SettingException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code clipstream dashboard tokens}: programs that may ask. */
@Command(
    name = "tokens",
    mixinStandardHelpOptions = true,
    description = "Programs that may ask the dashboard, each with a token.",
    subcommands = {
      DashboardTokensCommand.Add.class,
      DashboardTokensCommand.Show.class,
      DashboardTokensCommand.Remove.class
    })
final class DashboardTokensCommand extends Main.Group {
  /** {@code clipstream dashboard tokens add}. */
  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description =
          "Makes a token and prints it once; its hash is kept in FILE.tokens. Send it as "
              + "'Authorization: Bearer TOKEN', and with changes the header X-Clipstream.",
      footer = {
        "",
        "Example:",
        "  clipstream dashboard tokens add --name ci --role viewer --users users"
      })
  static final class Add extends DashboardUsersCommand.OfFile {
    @Option(names = "--name", required = true, description = "What uses it.")
    private String name;

    @Option(names = "--role", required = true, description = "viewer, reviewer or admin.")
    private String role;

    @Override
    public Integer call() {
      CredentialFile tokens = CredentialFile.tokensBeside(file);
      Credential.checkedName(name);
      if (tokens.find(name).isPresent()) {
        throw new SettingException(
            tokens.path() + " has a token '" + name + "' already; remove it, or choose another");
      }
      String token = Tokens.forProgram();
      tokens.put(new Credential(name, Credential.role(role), Tokens.hash(token)));
      out().println(token);
      out().flush();
      say("keep it now, it is shown this once");
      return 0;
    }
  }

  /** {@code clipstream dashboard tokens list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists names and roles of tokens.")
  static final class Show extends DashboardUsersCommand.OfFile {
    @Override
    public Integer call() {
      DashboardUsersCommand.list(CredentialFile.tokensBeside(file), out());
      return 0;
    }
  }

  /** {@code clipstream dashboard tokens remove}. */
  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = "Takes a token back; it is refused from now on.")
  static final class Remove extends DashboardUsersCommand.OfFile {
    @Parameters(paramLabel = "NAME", description = "Which.")
    private String name;

    @Override
    public Integer call() {
      DashboardUsersCommand.remove(CredentialFile.tokensBeside(file), name);
      say("the token '" + name + "' is taken back");
      return 0;
    }
  }
}
