package dev.quaygate.app.config.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.app.config.source.ProblemPrinter.Format;
import dev.quaygate.app.config.source.ProblemPrinter.Outcome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProblemPrinterTest {
    private static final SourceFile FILE =
            new SourceFile(
                    Path.of("/etc/q.yaml"), "q.yaml", "routes:\n  - host: a.ex\n    helth: /x\n");

    @Test
    void textHasCaretsUnderThePlaceAndTheLineAbove() {
        assertThat(print(Format.TEXT, Outcome.kept(41, "14:02:11"), 20))
                .isEqualTo(
                        """
                        error[QG1004]: unknown key `helth`
                          --> q.yaml:3:5
                           |
                         2 |   - host: a.ex
                         3 |     helth: /x
                           |     ^^^^^ did you mean `health`?
                           |
                           = in: routes[0] (a.ex)    allowed: name host …

                        1 error. The running configuration (revision 41, loaded 14:02:11) was not changed.
                        More: quaygate explain QG1004
                        """);
    }

    @Test
    void gccIsOneLineEach() {
        assertThat(print(Format.GCC, Outcome.CHECKED, 20))
                .isEqualTo(
                        "q.yaml:3:5: error: unknown key 'helth', did you mean 'health'? [QG1004]\n");
    }

    @Test
    void githubAnnotatesTheLine() {
        assertThat(print(Format.GITHUB, Outcome.CHECKED, 20))
                .isEqualTo(
                        "::error file=q.yaml,line=3,col=5,endColumn=10,title=QG1004::unknown key `helth`, did you mean `health`?\n");
    }

    @Test
    void jsonHasStableNames() {
        assertThat(print(Format.JSON, Outcome.kept(41, "now"), 20))
                .isEqualTo(
                        """
                        {"problems":[{"code":"QG1004","severity":"error","file":"q.yaml","line":3,"column":5,"endColumn":10,"path":"/routes/0/helth","message":"unknown key `helth`","hint":"did you mean `health`?","suggestion":"health"}],"errors":1,"warnings":0,"applied":false,"running":{"revision":41}}
                        """);
    }

    @Test
    void textShowsOnlySoManyAndSaysHowManyMore() {
        Problem one = problems().getFirst();

        String text =
                ProblemPrinter.print(Format.TEXT, List.of(one, one, one), Outcome.NOTHING_RUNS, 1);

        assertThat(text)
                .contains("… and 2 more (--all)\n")
                .contains("3 errors. Nothing is running.\n")
                .containsOnlyOnce("error[QG1004]");
    }

    @Test
    void controlCharactersOfTheFileDoNotReachTheTerminal() {
        var file = new SourceFile(Path.of("q"), "q", "a: \u001b[31m\u202e\n");
        var problems = new Problems();
        problems.error("QG1001", new Span(file, 1, 4, 5), "", "control character");

        assertThat(
                        ProblemPrinter.print(
                                Format.TEXT, problems.list(List.of(file)), Outcome.CHECKED, 20))
                .doesNotContain("\u001b")
                .doesNotContain("\u202e");
    }

    private static String print(Format format, Outcome outcome, int limit) {
        return ProblemPrinter.print(format, problems(), outcome, limit);
    }

    private static List<Problem> problems() {
        var problems = new Problems();
        problems.label(new Node.Mapping(new Span(FILE, 2, 5, 6), "/routes/0", List.of()), "a.ex");
        problems.error("QG1004", new Span(FILE, 3, 5, 10), "/routes/0/helth", "unknown key `helth`")
                .hint("did you mean `health`?")
                .suggest("health")
                .in("/routes/0")
                .allowed("name host …");
        return problems.list(List.of(FILE));
    }
}
