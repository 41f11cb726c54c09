// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table "may depend on" of the architecture. */
class LayersTest {
  private static final Map<String, List<String>> MAY_DEPEND_ON =
      Map.of(
          "schemas", List.of(),
          "runtime", List.of(),
          "broker", List.of(),
          "nn", List.of(),
          "recommenders", List.of("nn"),
          "ingest", List.of("schemas", "runtime"),
          "embedder", List.of("schemas", "runtime", "nn"),
          "trainer", List.of("schemas", "runtime", "recommenders"),
          "serving", List.of("schemas", "runtime", "recommenders"));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.segue");

  static Stream<String> modules() {
    return MAY_DEPEND_ON.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void dependsOnlyOnWhatTheArchitectureAllows(String module) {
    assertThat(CLASSES)
        .as("classes of %s were found", module)
        .anyMatch(type -> type.getPackageName().startsWith("dev.segue." + module));
    List<String> forbidden = new ArrayList<>();
    Stream.concat(modules(), Stream.of("app"))
        .filter(other -> !other.equals(module) && !MAY_DEPEND_ON.get(module).contains(other))
        .forEach(other -> forbidden.add("dev.segue." + other + ".."));
    noClasses()
        .that()
        .resideInAPackage("dev.segue." + module + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden.toArray(String[]::new))
        .because("the architecture lets " + module + " use " + MAY_DEPEND_ON.get(module))
        .check(CLASSES);
  }

  @Test
  void keepsTheRecommendersFreeOfKafkaAndFlink() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.segue.recommenders..", "dev.segue.nn..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka..", "org.apache.flink..")
        .because("recommenders are a library for everybody")
        .check(CLASSES);
  }

  @Test
  void hasNoCyclesBetweenModules() {
    slices().matching("dev.segue.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void printsOnlyFromTheCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.segue.app..")
        .should()
        .accessField(System.class, "out")
        .because("services log")
        .check(CLASSES);
  }

  @Test
  void keepsEveryClassInAModule() {
    classes()
        .that()
        .resideInAPackage("dev.segue..")
        .should()
        .resideInAnyPackage(
            Stream.concat(modules(), Stream.of("app"))
                .map(module -> "dev.segue." + module + "..")
                .toArray(String[]::new))
        .check(CLASSES);
  }
}
