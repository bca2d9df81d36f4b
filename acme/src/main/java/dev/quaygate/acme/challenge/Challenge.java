package dev.quaygate.acme.challenge;

/** What an authority must find to believe that a name is ours. */
public sealed interface Challenge permits Http01, TlsAlpn01, Dns01, DnsPersist01 {
    /** The DNS name or IP address to be proved. */
    String name();
}
