package dev.quaygate.app;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The shape of the program: who may know whom. */
class ArchitectureTest {
    private static final JavaClasses ALL =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.quaygate");

    /** Packages of the data plane from the outside in; each may know only those behind it. */
    private static final List<List<String>> INWARDS =
            List.of(
                    List.of("server"),
                    List.of("listener"),
                    List.of("tls", "http.h1", "http.h2"),
                    List.of("relay"),
                    List.of("route", "upstream", "http"),
                    List.of("loop"),
                    List.of("codec.h2"),
                    List.of("codec"),
                    List.of("observe"),
                    List.of("settings"),
                    List.of("text"));

    @Test
    void packagesOfTheDataPlaneKnowOnlyThoseBehindThem() {
        for (int layer = 1; layer < INWARDS.size(); layer++) {
            String[] outer =
                    INWARDS.subList(0, layer).stream()
                            .flatMap(List::stream)
                            .map(ArchitectureTest::proxy)
                            .toArray(String[]::new);
            String[] inner =
                    INWARDS.get(layer).stream().map(ArchitectureTest::proxy).toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAnyPackage(inner)
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(outer))
                    .check(ALL);
        }
    }

    @Test
    void noPackagesDependOnEachOtherInACircle() {
        slices().matching("dev.quaygate.proxy.(**)").should().beFreeOfCycles().check(ALL);
        slices().matching("dev.quaygate.acme.(**)").should().beFreeOfCycles().check(ALL);
        slices().matching("dev.quaygate.app.(**)").should().beFreeOfCycles().check(ALL);
    }

    @Test
    void dataPlaneCertificatesAndWorkersDoNotKnowEachOther() {
        isolated("dev.quaygate.proxy..", "dev.quaygate.acme..", "dev.quaygate.workers..");
        isolated("dev.quaygate.acme..", "dev.quaygate.proxy..", "dev.quaygate.workers..");
        isolated("dev.quaygate.workers..", "dev.quaygate.proxy..", "dev.quaygate.acme..");
        isolated("dev.quaygate.proxy..", "dev.quaygate.app..");
        isolated("dev.quaygate.acme..", "dev.quaygate.app..");
    }

    @Test
    void librariesStayWhereTheyBelong() {
        isolated("dev.quaygate.acme..", "io.netty..");
        isolated("dev.quaygate.workers..", "io.netty..");
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.quaygate.acme.client")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.shredzone.acme4j..")
                .check(ALL);
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.quaygate.acme.dns")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.xbill.DNS..")
                .check(ALL);
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.quaygate.app..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("tools.jackson..", "picocli..")
                .check(ALL);
    }

    @Test
    void verbsDoNotKnowTheServer() {
        noClasses()
                .that()
                .resideInAPackage("dev.quaygate.app.cli")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.quaygate.app", "io.netty..", "ch.qos.logback..")
                .check(ALL);
    }

    private static void isolated(String from, String... others) {
        noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .check(ALL);
    }

    private static String proxy(String name) {
        return "dev.quaygate.proxy." + name;
    }
}
