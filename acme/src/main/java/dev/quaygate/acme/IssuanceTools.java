package dev.quaygate.acme;

import dev.quaygate.acme.challenge.Dns01Session;
import dev.quaygate.acme.client.AcmeClient;
import dev.quaygate.acme.store.CertificateStore;
import java.time.InstantSource;

/** What one issuance at one authority works with. */
record IssuanceTools(
        AcmeClient client,
        Accounts accounts,
        ChallengePresenter presenter,
        CertificateStore store,
        SetRecords records,
        Timeline timeline,
        InstantSource clock,
        Pause pause,
        Dns01Session dns) {}
