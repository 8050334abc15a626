package io.clipstream.cli;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Reads the calls of {@link io.clipstream.schemas.logging.Log} out of sources. */
final class LogCalls extends TreeScanner<Void, Void> {
  private static final Set<String> LEVELS = Set.of("debug", "info", "warn", "error");
  static final String IMPORT = "import io.clipstream.schemas.logging.Log;";

  /**
   * A line that is logged.
   *
   * @param text its constant parts
   * @param isConstant whether it has no others
   * @param values what stands in the source for them, by the names of their keys
   */
  record Call(String file, String text, boolean isConstant, Map<String, String> values) {}

  private final String file;
  private final List<Call> calls;

  private LogCalls(String file, List<Call> calls) {
    this.file = file;
    this.calls = calls;
  }

  static List<Call> of(List<Path> sources) throws IOException {
    List<Path> logging = new ArrayList<>();
    for (Path source : sources) {
      if (Files.readString(source).contains(IMPORT)) {
        logging.add(source);
      }
    }
    List<Call> calls = new ArrayList<>();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(logging));
      for (CompilationUnitTree unit : task.parse()) {
        String name = Path.of(unit.getSourceFile().toUri()).getFileName().toString();
        new LogCalls(name, calls).scan(unit, null);
      }
    }
    return calls;
  }

  @Override
  public Void visitMethodInvocation(MethodInvocationTree call, Void unused) {
    if (call.getMethodSelect() instanceof MemberSelectTree select
        && LEVELS.contains(select.getIdentifier().toString())
        && isLog(select.getExpression())) {
      ExpressionTree text = call.getArguments().get(0);
      Map<String, String> values = new TreeMap<>();
      collect(select.getExpression(), values);
      calls.add(new Call(file, constants(text), isConstant(text), values));
    }
    return super.visitMethodInvocation(call, unused);
  }

  /** A log, or a line that began with one. */
  private static boolean isLog(ExpressionTree receiver) {
    if (receiver instanceof IdentifierTree name) {
      return Set.of("LOG", "TELL", "log").contains(name.getName().toString());
    }
    return receiver instanceof MethodInvocationTree with
        && with.getMethodSelect() instanceof MemberSelectTree select
        && isLog(select.getExpression());
  }

  private static void collect(ExpressionTree receiver, Map<String, String> values) {
    if (receiver instanceof MethodInvocationTree with
        && with.getMethodSelect() instanceof MemberSelectTree select) {
      String key = with.getArguments().get(0).toString();
      values.put(key.replaceFirst("^LogKey\\.", ""), with.getArguments().get(1).toString());
      collect(select.getExpression(), values);
    }
  }

  private static boolean isConstant(ExpressionTree text) {
    return text instanceof BinaryTree sum
        ? isConstant(sum.getLeftOperand()) && isConstant(sum.getRightOperand())
        : text.getKind() == Tree.Kind.STRING_LITERAL;
  }

  private static String constants(ExpressionTree text) {
    if (text instanceof BinaryTree sum) {
      return constants(sum.getLeftOperand()) + constants(sum.getRightOperand());
    }
    return text instanceof LiteralTree literal ? String.valueOf(literal.getValue()) : "";
  }
}
