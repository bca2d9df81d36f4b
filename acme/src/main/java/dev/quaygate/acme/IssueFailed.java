package dev.quaygate.acme;

import dev.quaygate.acme.client.AcmeFailure;
import dev.quaygate.acme.issue.IssueFailure;

/** Carries a failure out of an issuance; never leaves this package. */
final class IssueFailed extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient IssueFailure failure;

    IssueFailed(IssueFailure failure) {
        super(failure.text());
        this.failure = failure;
    }

    IssueFailed(AcmeFailure cause) {
        super(cause.getMessage(), cause);
        this.failure = IssueFailure.of(cause);
    }

    IssueFailure failure() {
        return failure;
    }
}
