package dev.quaygate.it.corpus;

import java.util.ArrayList;
import java.util.List;

/** All HTTP/2 inputs, table by table. */
public final class H2Corpus {
    private H2Corpus() {}

    public static List<H2Case> all() {
        var cases = new ArrayList<H2Case>();
        H2LegalCases.all().forEach(one -> cases.add(one.in("legal and dropped")));
        H2HeadCases.all().forEach(one -> cases.add(one.in("heads")));
        H2BodyCases.all().forEach(one -> cases.add(one.in("bodies, trailers")));
        return List.copyOf(cases);
    }
}
