package dev.quaygate.it.corpus;

import java.util.ArrayList;
import java.util.List;

/** All HTTP/1 inputs, table by table. */
public final class H1Corpus {
    private H1Corpus() {}

    public static List<H1Case> all() {
        var cases = new ArrayList<H1Case>();
        add(cases, "legal and nearly legal", LegalCases.all());
        add(cases, "Content-Length", LengthCases.all());
        add(cases, "Transfer-Encoding", CodingCases.all());
        add(cases, "chunk framing", ChunkCases.all());
        add(cases, "request line", LineCases.all());
        add(cases, "target", TargetCases.all());
        add(cases, "host", HostCases.all());
        add(cases, "field section", FieldCases.all());
        add(cases, "hop-by-hop, spoofing", HopCases.all());
        add(cases, "expect, upgrade", UpgradeCases.all());
        add(cases, "path", PathCases.all());
        return List.copyOf(cases);
    }

    private static void add(List<H1Case> cases, String family, List<H1Case> table) {
        table.forEach(one -> cases.add(one.in(family)));
    }
}
