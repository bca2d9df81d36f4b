package dev.quaygate.proxy.listener;

import dev.quaygate.proxy.loop.LoopLocal;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The first handler of a connection that another loop accepted: from here on it belongs to the loop
 * that it was handed to, as if that one had accepted it.
 */
@ChannelHandler.Sharable
final class HandOver extends ChannelInitializer<Channel> {
    private record Target(LoopLocal loop, ConnectionPipeline pipeline) {}

    private final Map<EventLoop, Target> targets = new HashMap<>();

    HandOver(ListenerContext context, List<LoopLocal> loops, List<Sessions> sessions) {
        for (int i = 0; i < loops.size(); i++) {
            LoopLocal loop = loops.get(i);
            targets.put(
                    loop.loop,
                    new Target(loop, new ConnectionPipeline(context, loop, sessions.get(i))));
        }
    }

    @Override
    protected void initChannel(Channel channel) {
        Target target = targets.get(channel.eventLoop());
        if (target == null) {
            throw new IllegalStateException("handed to a loop that is not ours");
        }
        channel.config().setAllocator(target.loop().allocator());
        channel.pipeline().addLast(target.pipeline());
    }
}
