package io.portico.ingress.engine.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.portico.ingress.model.routing.Listener;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** The ports that are bound, each on all addresses of IPv4 and IPv6. Changed by one thread at a time. */
final class Listeners {
    private static final Logger LOG = Logger.getLogger(Listeners.class);

    private final EventLoopGroup loops;
    private final Function<Listener.Key, ChannelHandler> initializers;
    private final Map<Listener.Key, Channel> bound = new ConcurrentHashMap<>();

    /** @param initializers of the connections that come to a listener */
    Listeners(EventLoopGroup loops, Function<Listener.Key, ChannelHandler> initializers) {
        this.loops = loops;
        this.initializers = initializers;
    }

    /** The port of each. */
    Map<Listener.Key, Integer> ports() {
        return bound.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> port(entry.getValue())));
    }

    /**
     * Binds those that are not bound yet; all or none.
     *
     * @throws IllegalStateException when one cannot be bound
     */
    void bind(Set<Listener.Key> keys) {
        var done = new HashSet<Listener.Key>();
        for (var key : keys) {
            if (!bound.containsKey(key)) {
                var binding =
                        bootstrap(key).bind(new InetSocketAddress(key.port())).awaitUninterruptibly();
                if (!binding.isSuccess()) {
                    unbind(done);
                    var cause = binding.cause();
                    throw new IllegalStateException("port " + key.port() + " could not be bound: " + cause, cause);
                }
                bound.put(key, binding.channel());
                done.add(key);
                LOG.infof("serving %s on port %d", key.protocol(), port(binding.channel()));
            }
        }
    }

    /** Takes no more connections there; those that are there stay. */
    void unbind(Collection<Listener.Key> keys) {
        for (var key : Set.copyOf(keys)) {
            var channel = bound.remove(key);
            if (channel != null) {
                channel.close().awaitUninterruptibly();
                LOG.infof("%s is served no more", key);
            }
        }
    }

    /** Takes no more connections but there. */
    void retain(Set<Listener.Key> keys) {
        unbind(bound.keySet().stream().filter(key -> !keys.contains(key)).toList());
    }

    private ServerBootstrap bootstrap(Listener.Key key) {
        return new ServerBootstrap()
                .group(loops)
                .channelFactory(NioServerSocketChannel::new)
                .option(ChannelOption.SO_BACKLOG, Limits.BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.RCVBUF_ALLOCATOR, Limits.RECEIVE)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, Limits.WATER_MARK)
                .childHandler(initializers.apply(key));
    }

    private static int port(Channel channel) {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }
}
