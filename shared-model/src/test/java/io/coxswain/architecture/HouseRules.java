package io.coxswain.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules that hold in every module; a module extends this with one class and adds the rules of its own. */
public abstract class HouseRules {
    private static final Path MAIN = Path.of("target/classes");

    private final String basePackage;
    private final String[] springPackages;
    protected final JavaClasses main = new ClassFileImporter().importPath(MAIN);

    /**
     * The rules for one module.
     *
     * @param basePackage whose direct sub-packages are the parts of the module
     * @param springPackages the packages that may use Spring besides wiring, in ArchUnit's form such as
     *     {@code ..http..}
     */
    protected HouseRules(String basePackage, String... springPackages) {
        this.basePackage = basePackage;
        this.springPackages = springPackages.clone();
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(basePackage + ".(*)..")
                .should()
                .beFreeOfCycles()
                .because("a part can only be read, tested and moved alone when nothing below it reaches back up")
                .allowEmptyShould(true)
                .check(main);
    }

    @Test
    void everyPackageIsNullMarked() {
        var bare = main.stream()
                .map(com.tngtech.archunit.core.domain.JavaClass::getPackage)
                .distinct()
                .filter(found -> !found.isAnnotatedWith(NullMarked.class))
                .map(JavaPackage::getName)
                .toList();
        assertThat(bare)
                .as("packages without @NullMarked: the compiler looks for null dereferences only in marked ones")
                .isEmpty();
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should(com.tngtech.archunit.lang.conditions.ArchConditions.be(simpleNameEndingWith("Util")
                        .or(simpleNameEndingWith("Utils"))
                        .or(simpleNameEndingWith("Helper"))
                        .or(simpleNameEndingWith("Manager"))
                        .or(simpleNameEndingWith("Impl"))))
                .because("such a name says nothing of what the class does, and everything ends up in it")
                .allowEmptyShould(true)
                .check(main);
    }

    @Test
    void timeIsInjected() {
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", java.time.Duration.class)
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .because("a test sets the clock that it hands in, and nobody can wake a sleeper")
                .allowEmptyShould(true)
                .check(main);
    }

    @Test
    void locksAreNamedObjects() throws IOException {
        assertThat(synchronizedCode())
                .as("uses of synchronized: a ReentrantLock can be waited for with a limit and interrupted")
                .isEmpty();
    }

    @Test
    void nothingIsMocked() throws IOException {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.mockito..")
                .because("a mock repeats what its author believes of the other side; tests use the real one")
                .allowEmptyShould(true)
                .check(new ClassFileImporter().importPath(Path.of("target/test-classes")));
    }

    @Test
    void nothingIsInjectedIntoFields() {
        noFields()
                .should()
                .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
                .orShould()
                .beAnnotatedWith("org.springframework.beans.factory.annotation.Value")
                .orShould()
                .beAnnotatedWith("jakarta.inject.Inject")
                .because("a constructor shows what a class needs, and leaves it whole")
                .allowEmptyShould(true)
                .check(main);
    }

    @Test
    void springStaysInTheWiring() {
        noClasses()
                .that()
                .haveNameNotMatching(".*(Wiring|Application|Properties|Endpoint|HealthIndicator)(\\$.*)?")
                .and()
                .resideOutsideOfPackages(springPackages)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .because("what the system does must be readable and usable without the framework that starts it")
                .allowEmptyShould(true)
                .check(main);
    }

    /** ArchUnit does not see synchronized blocks, so the byte code is asked. */
    private static List<String> synchronizedCode() throws IOException {
        var found = new ArrayList<String>();
        try (Stream<Path> files = Files.walk(MAIN)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                var type = ClassFile.of().parse(file);
                for (var method : type.methods()) {
                    boolean blocks = method.code().isPresent()
                            && method.code().get().elementStream().anyMatch(MonitorInstruction.class::isInstance);
                    if (blocks || method.flags().has(AccessFlag.SYNCHRONIZED)) {
                        found.add(type.thisClass().asInternalName() + "." + method.methodName());
                    }
                }
            }
        }
        return found;
    }
}
