package io.clipstream.cli;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A choice on the command line, by the name that people write or the constant's own. Of choices
 * whose names differ the parser itself would list both.
 */
record GivenChoice<E extends Enum<E>>(List<E> choices) implements ITypeConverter<E> {
  static <E extends Enum<E>> GivenChoice<E> of(Class<E> type) {
    return new GivenChoice<>(List.of(type.getEnumConstants()));
  }

  @Override
  public E convert(String text) {
    return choices.stream()
        .filter(one -> text.equals(one.toString()) || text.equals(one.name()))
        .findFirst()
        .orElseThrow(() -> new TypeConversionException(problem(text)));
  }

  private String problem(String text) {
    String names = choices.stream().map(Object::toString).collect(Collectors.joining(", "));
    return "expected one of " + names + " but was '" + text + "'";
  }
}
