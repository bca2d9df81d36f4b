package dev.quaygate.proxy.tls;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** Certificates that come when the test says so. */
final class HeldCertificates implements MissingCertificates {
    final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    final BlockingQueue<Thread> waiting = new LinkedBlockingQueue<>();
    final List<String> asked = new CopyOnWriteArrayList<>();

    @Override
    public void asked(String serverName) {
        asked.add(serverName);
    }

    @Override
    public boolean isOnDemand(String serverName) {
        return serverName.endsWith(".test");
    }

    @Override
    public Duration longestWait() {
        return Duration.ofSeconds(15);
    }

    @Override
    public Answer obtain(String serverName, InetAddress client) throws InterruptedException {
        waiting.add(Thread.currentThread());
        return answers.take();
    }
}
