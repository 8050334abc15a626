package io.clipstream.cli;

import io.clipstream.model.checkpoint.CheckpointDirectory;
import io.clipstream.model.text.Tokenizer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code clipstream model tokenize DIR TEXT...}. */
@Command(
    name = "tokenize",
    mixinStandardHelpOptions = true,
    description =
        "Token ids and pieces of texts, as the text encoder sees them, start and end token included. "
            + "Needs only the directory's configuration and vocabulary.",
    footer = {
      "",
      "Examples:",
      "  clipstream model tokenize DIR \"a photo of a cat\"",
      "  clipstream model tokenize --json DIR -- \"-5 degrees\""
    })
final class ModelTokenizeCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "DIR", description = "A checkpoint directory.")
  private Path directory;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "TEXT",
      description = "Texts; -- before those that begin with a dash.")
  private List<String> texts;

  @Option(
      names = "--json",
      description = "A JSON list with an object a text: text, ids and pieces.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    int context = CheckpointDirectory.open(directory).config().text().contextLength();
    try (Tokenizer tokenizer = Tokenizer.load(directory, context)) {
      print(tokenizer, spec.commandLine().getOut());
    }
    return 0;
  }

  private void print(Tokenizer tokenizer, PrintWriter out) {
    if (json) {
      Output.json(out, texts.stream().map(text -> fields(tokenizer, text)).toList());
      return;
    }
    for (String text : texts) {
      int[] ids = tokenizer.encode(text);
      out.println(Arrays.toString(ids) + "\t" + String.join(" ", tokenizer.pieces(ids)));
    }
    out.flush();
  }

  private static Map<String, Object> fields(Tokenizer tokenizer, String text) {
    int[] ids = tokenizer.encode(text);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("text", text);
    fields.put("ids", ids);
    fields.put("pieces", tokenizer.pieces(ids));
    return fields;
  }
}
