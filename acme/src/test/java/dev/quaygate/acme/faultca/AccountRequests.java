package dev.quaygate.acme.faultca;

import dev.quaygate.acme.faultca.HttpMessages.Answer;
import dev.quaygate.acme.faultca.SignedRequests.Signed;
import dev.quaygate.acme.store.JsonObject;
import java.security.PublicKey;
import java.util.List;

/** Requests about accounts (RFC 8555 §7.3). */
final class AccountRequests {
    private final Authority core;
    private final Urls urls;
    private final Views views;

    AccountRequests(Authority core, Urls urls, Views views) {
        this.core = core;
        this.urls = urls;
        this.views = views;
    }

    Answer create(Signed request) throws CaProblem {
        JsonObject wish = request.jws().json();
        Strict.only(
                wish,
                List.of(
                        "contact",
                        "termsOfServiceAgreed",
                        "onlyReturnExisting",
                        "externalAccountBinding"),
                "newAccount");
        boolean existing = wish.flag("onlyReturnExisting");
        boolean bound = bound(wish, request.key());
        int before = core.accounts();
        Account account = core.newAccount(request.key(), existing, wish.texts("contact"), bound);
        return Answer.json(core.accounts() > before ? 201 : 200, views.account(account))
                .with("Location", urls.of(Endpoint.ACCOUNT, account.id).toString());
    }

    private boolean bound(JsonObject wish, PublicKey key) throws CaProblem {
        if (!wish.has("externalAccountBinding")) {
            return false;
        }
        Jws binding = Jws.parse(wish.object("externalAccountBinding"));
        String secret = core.settings().bindings().get(binding.header().text("kid"));
        if (secret == null
                || !binding.header().text("alg").equals("HS256")
                || !binding.header().text("url").equals(urls.of(Endpoint.NEW_ACCOUNT).toString())
                || !Jwk.parse(binding.json()).equals(key)) {
            throw CaProblem.of(403, "unauthorized", "the external account binding is wrong");
        }
        binding.verifyMac(secret);
        return true;
    }

    Answer change(Signed request, Account account) throws CaProblem {
        if (!request.isEmpty()) {
            JsonObject wish = request.jws().json();
            Strict.only(wish, List.of("contact", "status", "termsOfServiceAgreed"), "account");
            if ("deactivated".equals(wish.textOrNull("status"))) {
                core.deactivate(account);
            }
        }
        return Answer.json(200, views.account(account));
    }

    Answer changeKey(Signed request, Account account) throws CaProblem {
        Jws inner = Jws.parse(request.jws().json());
        PublicKey fresh = Jwk.parse(inner.header().object("jwk"));
        inner.verify(fresh);
        JsonObject wish = inner.json();
        Strict.only(wish, List.of("account", "oldKey"), "keyChange");
        if (!wish.text("account").equals(urls.of(Endpoint.ACCOUNT, account.id).toString())
                || !Jwk.parse(wish.object("oldKey")).equals(account.key)
                || !inner.header().text("url").equals(urls.of(Endpoint.KEY_CHANGE).toString())) {
            throw CaProblem.malformed("the inner request is for something else");
        }
        core.changeKey(account, fresh);
        return Answer.json(200, views.account(account));
    }
}
