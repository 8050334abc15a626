package io.clipstream;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.stream.Stream;

/** The border between the library's public types and what they are made of. */
@AnalyzeClasses(packages = "io.clipstream", importOptions = ImportOption.DoNotIncludeTests.class)
class LibraryBorderTest {
  private static final String LIBRARY = "io.clipstream";

  private static final DescribedPredicate<JavaClass> FOR_USERS =
      describe("of the library or the JDK", LibraryBorderTest::isForUsers);

  @ArchTest
  static final ArchRule publicSignaturesNameOnlyTheLibrarysTypesAndTheJdks =
      classes()
          .that(resideInAPackage(LIBRARY))
          .and(describe("for users", LibraryBorderTest::isVisible))
          .should(nameOnly(FOR_USERS));

  @ArchTest
  static final ArchRule theLibraryIsMadeOfTheModelAlone =
      classes()
          .that(resideInAPackage(LIBRARY))
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  LIBRARY,
                  "io.clipstream.model..",
                  "io.clipstream.schemas",
                  "ai.djl..",
                  "io.clipstream.schemas.logging",
                  "java.."));

  @ArchTest
  static final ArchRule whatTheLibraryIsMadeOfDoesNotKnowIt =
      noClasses()
          .that(resideInAPackage("io.clipstream.model.."))
          .should()
          .dependOnClassesThat(resideInAPackage(LIBRARY));

  private static boolean isForUsers(JavaClass type) {
    JavaClass element = type.getBaseComponentType();
    return element.isPrimitive()
        || element.getPackageName().startsWith("java.")
        || (element.getPackageName().equals(LIBRARY) && isVisible(element));
  }

  /** Public, and what encloses it too. */
  private static boolean isVisible(JavaClass type) {
    return isVisible(type.getModifiers())
        && type.getEnclosingClass().map(LibraryBorderTest::isVisible).orElse(true);
  }

  private static boolean isVisible(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  private static ArchCondition<JavaClass> nameOnly(DescribedPredicate<JavaClass> allowed) {
    return new ArchCondition<>("name only types " + allowed.getDescription()) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        supertypes(type)
            .filter(allowed.negate())
            .forEach(found -> report(type.getName(), found, events));
        type.getMembers().stream()
            .filter(member -> isVisible(member.getModifiers()))
            .forEach(
                member ->
                    named(member)
                        .filter(allowed.negate())
                        .forEach(found -> report(member.getFullName(), found, events)));
      }
    };
  }

  private static void report(String where, JavaClass found, ConditionEvents events) {
    events.add(SimpleConditionEvent.violated(found, where + " names " + found.getName()));
  }

  private static Stream<JavaClass> supertypes(JavaClass type) {
    return Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream())
        .flatMap(LibraryBorderTest::involved);
  }

  private static Stream<JavaClass> named(JavaMember member) {
    if (member instanceof JavaField field) {
      return involved(field.getType());
    }
    JavaCodeUnit unit = (JavaCodeUnit) member;
    Stream<JavaType> types =
        Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream());
    return Stream.concat(
        types.flatMap(LibraryBorderTest::involved), unit.getExceptionTypes().stream());
  }

  private static Stream<JavaClass> involved(JavaType type) {
    return type.getAllInvolvedRawTypes().stream();
  }
}
