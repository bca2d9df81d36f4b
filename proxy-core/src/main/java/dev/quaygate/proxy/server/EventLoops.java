package dev.quaygate.proxy.server;

import dev.quaygate.proxy.listener.Sessions;
import dev.quaygate.proxy.loop.LoopLocal;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** The event loops with what belongs to each. Any thread but an event loop. */
final class EventLoops implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup group;
    private final List<Loop> loops;

    private record Loop(LoopLocal local, Sessions sessions) {}

    EventLoops(int count, IoHandlerFactory io, InstantSource clock, RandomGenerator random) {
        group =
                new MultiThreadIoEventLoopGroup(
                        count, Thread.ofPlatform().name("loop-", 0).factory(), io);
        loops =
                IntStream.range(0, count)
                        .mapToObj(i -> new Loop(local(i, clock, random), new Sessions()))
                        .toList();
        loops.forEach(loop -> loop.local().start());
    }

    private LoopLocal local(int index, InstantSource clock, RandomGenerator random) {
        // Each loop its own generator: no sharing between threads.
        var own = new SplittableRandom(random.nextLong());
        return new LoopLocal(index, (EventLoop) group.next(), clock, own);
    }

    MultiThreadIoEventLoopGroup group() {
        return group;
    }

    /** By index. */
    List<LoopLocal> locals() {
        return loops.stream().map(Loop::local).toList();
    }

    /** Client connections of each loop, by index. */
    List<Sessions> sessions() {
        return loops.stream().map(Loop::sessions).toList();
    }

    /** Asks every loop on its own thread and adds up what they say. */
    int sum(ToIntFunction<Sessions> what) {
        return loops.stream()
                .map(loop -> loop.local().loop.submit(() -> what.applyAsInt(loop.sessions())))
                .toList()
                .stream()
                .mapToInt(future -> future.awaitUninterruptibly().isSuccess() ? future.getNow() : 0)
                .sum();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
