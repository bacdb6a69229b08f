package io.portico.nodeproxy.relay;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.ReferenceCountUtil;
import io.portico.nodeproxy.model.state.RelayPlan.Target;
import io.portico.runtime.net.Endpoint;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The clients of one UDP socket, all on its event loop. A client whose endpoint no longer serves gets another one with
 * its next datagram; so does one whose endpoint answers that nobody listens there.
 */
final class UdpClients extends SimpleChannelInboundHandler<DatagramPacket> {
    private final RelaySocket socket;
    private final RelaySettings settings;
    private final Candidates candidates;
    private final RelayMetrics metrics;
    private final Function<RelaySocket, @Nullable Target> targets;
    private final Map<InetSocketAddress, Flow> flows = new HashMap<>();

    UdpClients(
            RelaySocket socket,
            RelaySettings settings,
            Candidates candidates,
            RelayMetrics metrics,
            Function<RelaySocket, @Nullable Target> targets) {
        this.socket = socket;
        this.settings = settings;
        this.candidates = candidates;
        this.metrics = metrics;
        this.targets = targets;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket datagram) {
        var target = targets.apply(socket);
        if (target == null) {
            return;
        }
        var client = datagram.sender();
        var flow = flows.get(client);
        if (flow != null && !target.serving().contains(flow.endpoint)) {
            flow.end();
            flow = null;
        }
        if (flow == null) {
            if (metrics.udpClients.get() >= settings.mostUdpClients()) {
                metrics.udpClientsRefused.increment();
                return;
            }
            flow = open(context.channel(), target, client);
        }
        flow.send(datagram.content().retain());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        new ArrayList<>(flows.values()).forEach(Flow::end);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // What the kernel has to say of one datagram concerns none of the others.
        metrics.datagramsDropped.increment();
    }

    private Flow open(Channel listener, Target target, InetSocketAddress client) {
        var address = client.getAddress();
        var endpoint = candidates.of(socket.port(), target, address).getFirst();
        candidates.took(socket.port(), target, address, endpoint);
        var flow = new Flow(listener, client, endpoint);
        flows.put(client, flow);
        metrics.udpClients.incrementAndGet();
        return flow;
    }

    /** One client's datagrams to one endpoint, and back. */
    private final class Flow extends SimpleChannelInboundHandler<DatagramPacket> {
        private final Channel listener;
        private final InetSocketAddress client;
        private final Endpoint endpoint;
        private final ChannelFuture connected;
        private long lastUsed = System.nanoTime();

        private Flow(Channel listener, InetSocketAddress client, Endpoint endpoint) {
            this.listener = listener;
            this.client = client;
            this.endpoint = endpoint;
            this.connected = new Bootstrap()
                    .group(listener.eventLoop())
                    .channel(NioDatagramChannel.class)
                    .option(ChannelOption.RCVBUF_ALLOCATOR, UdpRelay.datagrams())
                    .handler(this)
                    .connect(RelaySocket.socketAddress(endpoint));
            endWhenIdle(settings.udpIdle().toNanos());
        }

        private void send(ByteBuf content) {
            lastUsed = System.nanoTime();
            // Done at once but for the first ones, which wait for the socket.
            var _ = connected.addListener((ChannelFuture open) -> {
                if (open.isSuccess() && open.channel().isWritable()) {
                    var _ = open.channel().writeAndFlush(content);
                } else {
                    ReferenceCountUtil.release(content);
                    metrics.datagramsDropped.increment();
                }
            });
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket answer) {
            lastUsed = System.nanoTime();
            if (listener.isWritable()) {
                var _ = listener.writeAndFlush(
                        new DatagramPacket(answer.content().retain(), client));
            } else {
                metrics.datagramsDropped.increment();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // Nobody listens there: the client's next datagram finds another endpoint.
            end();
        }

        private void end() {
            if (flows.remove(client, this)) {
                metrics.udpClients.decrementAndGet();
            }
            var _ = connected.channel().close();
        }

        private void endWhenIdle(long nanos) {
            var _ = listener.eventLoop()
                    .schedule(
                            () -> {
                                var left = settings.udpIdle().toNanos() - (System.nanoTime() - lastUsed);
                                if (left <= 0) {
                                    end();
                                } else if (connected.channel().isOpen()) {
                                    endWhenIdle(left);
                                }
                            },
                            nanos,
                            TimeUnit.NANOSECONDS);
        }
    }
}
