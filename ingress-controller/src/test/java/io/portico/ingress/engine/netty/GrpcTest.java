package io.portico.ingress.engine.netty;

import static io.portico.ingress.engine.Traffic.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.portico.ingress.engine.Leaks;
import io.portico.ingress.engine.TestedEngine;
import io.portico.ingress.engine.Traffic;
import io.portico.ingress.model.routing.Endpoint;
import io.portico.ingress.model.routing.Upstream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A client and a server of grpc-java with the engine between them: TLS before it, plain HTTP/2 behind it. */
@ExtendWith(Leaks.class)
class GrpcTest {
    private static final MethodDescriptor<String, String> ECHO = method("echo", MethodType.UNARY);
    private static final MethodDescriptor<String, String> COUNT = method("count", MethodType.SERVER_STREAMING);
    private static final MethodDescriptor<String, String> CHAT = method("chat", MethodType.BIDI_STREAMING);
    private static final MethodDescriptor<String, String> NEVER = method("never", MethodType.UNARY);

    private final Traffic traffic = new Traffic(TestedEngine.NETTY);
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private Server server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                .addService(ServerServiceDefinition.builder("test.Talk")
                        .addMethod(ECHO, ServerCalls.asyncUnaryCall(GrpcTest::echo))
                        .addMethod(COUNT, ServerCalls.asyncServerStreamingCall(GrpcTest::count))
                        .addMethod(CHAT, ServerCalls.asyncBidiStreamingCall(GrpcTest::chat))
                        .addMethod(
                                NEVER,
                                ServerCalls.asyncUnaryCall(
                                        (_, answers) -> ((io.grpc.stub.ServerCallStreamObserver<String>) answers)
                                                .setOnCancelHandler(cancelled::countDown)))
                        .build())
                .build()
                .start();
        serve(new Endpoint("127.0.0.1", server.getPort()));
        channel = NettyChannelBuilder.forAddress("127.0.0.1", traffic.https())
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .build())
                .overrideAuthority("talk.example")
                .build();
    }

    @AfterEach
    void stop() throws InterruptedException {
        var _ = channel.shutdownNow().awaitTermination(60, TimeUnit.SECONDS);
        await().until(() ->
                traffic.metrics.get("portico_ingress_requests_active").gauge().value() == 0);
        traffic.close();
        var _ = server.shutdownNow().awaitTermination(60, TimeUnit.SECONDS);
    }

    @Test
    void a_call_is_answered_whatever_its_size() {
        assertThat(ask(ECHO, "hello")).isEqualTo("hello");
        var large = "x".repeat(3_000_000);
        assertThat(ask(ECHO, large)).isEqualTo(large);
    }

    @Test
    void a_server_streams() {
        var answers = new ArrayList<String>();
        Iterator<String> stream = ClientCalls.blockingServerStreamingCall(channel, COUNT, CallOptions.DEFAULT, "1000");
        stream.forEachRemaining(answers::add);
        assertThat(answers).hasSize(1000).startsWith("0", "1").endsWith("999");
    }

    @Test
    void both_sides_stream_by_turns() throws Exception {
        var answers = new ArrayList<String>();
        var done = new CompletableFuture<List<String>>();
        var requests = new CompletableFuture<StreamObserver<String>>();
        requests.complete(ClientCalls.asyncBidiStreamingCall(
                channel.newCall(CHAT, CallOptions.DEFAULT), new StreamObserver<>() {
                    @Override
                    public void onNext(String answer) {
                        answers.add(answer);
                        if (answers.size() == 100) {
                            requests.join().onCompleted();
                        } else {
                            requests.join().onNext("turn " + answers.size());
                        }
                    }

                    @Override
                    public void onError(Throwable failure) {
                        done.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {
                        done.complete(answers);
                    }
                }));
        requests.join().onNext("turn 0");
        assertThat(done.get(60, TimeUnit.SECONDS)).hasSize(100).endsWith("turn 99");
    }

    @Test
    void a_status_without_a_message_and_its_trailers_arrive() {
        assertThatThrownBy(() -> ask(ECHO, "fail")).isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
            assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
            assertThat(e.getStatus().getDescription()).isEqualTo("as asked: ü");
            assertThat(e.getTrailers().get(Metadata.Key.of("why", Metadata.ASCII_STRING_MARSHALLER)))
                    .isEqualTo("because");
        });
    }

    @Test
    void a_deadline_ends_the_call_at_the_server_too() throws InterruptedException {
        assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(
                        channel, NEVER, CallOptions.DEFAULT.withDeadlineAfter(2, TimeUnit.SECONDS), "ask"))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));
        assertThat(cancelled.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_server_that_is_not_there_is_unavailable() throws InterruptedException {
        assertThat(ask(ECHO, "first")).isEqualTo("first");
        var _ = server.shutdownNow().awaitTermination(60, TimeUnit.SECONDS);
        assertThatThrownBy(() -> ask(ECHO, "second"))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    }

    @Test
    void many_calls_at_once_are_answered_by_a_server_that_takes_few_on_a_connection() throws Exception {
        var strict = NettyServerBuilder.forPort(0)
                .maxConcurrentCallsPerConnection(2)
                .addService(ServerServiceDefinition.builder("test.Talk")
                        .addMethod(ECHO, ServerCalls.asyncUnaryCall(GrpcTest::echo))
                        .build())
                .build()
                .start();
        try {
            serve(new Endpoint("127.0.0.1", strict.getPort()));
            var answers = new ArrayList<CompletableFuture<String>>();
            for (var i = 0; i < 50; i++) {
                var answer = new CompletableFuture<String>();
                answers.add(answer);
                ClientCalls.asyncUnaryCall(
                        channel.newCall(ECHO, CallOptions.DEFAULT), "call " + i, new StreamObserver<>() {
                            @Override
                            public void onNext(String text) {
                                answer.complete(text);
                            }

                            @Override
                            public void onError(Throwable failure) {
                                answer.completeExceptionally(failure);
                            }

                            @Override
                            public void onCompleted() {}
                        });
            }
            for (var i = 0; i < 50; i++) {
                assertThat(answers.get(i).get(60, TimeUnit.SECONDS)).isEqualTo("call " + i);
            }
        } finally {
            var _ = strict.shutdownNow().awaitTermination(60, TimeUnit.SECONDS);
        }
    }

    private void serve(Endpoint endpoint) {
        traffic.serve("talk.example", route("/", endpoint).speaking(Upstream.Protocol.H2C));
    }

    private String ask(MethodDescriptor<String, String> method, String text) {
        return ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, text);
    }

    private static void echo(String text, StreamObserver<String> answers) {
        if (text.equals("fail")) {
            var trailers = new Metadata();
            trailers.put(Metadata.Key.of("why", Metadata.ASCII_STRING_MARSHALLER), "because");
            answers.onError(
                    Status.FAILED_PRECONDITION.withDescription("as asked: ü").asRuntimeException(trailers));
        } else {
            answers.onNext(text);
            answers.onCompleted();
        }
    }

    private static void count(String most, StreamObserver<String> answers) {
        for (var i = 0; i < Integer.parseInt(most); i++) {
            answers.onNext(Integer.toString(i));
        }
        answers.onCompleted();
    }

    private static StreamObserver<String> chat(StreamObserver<String> answers) {
        return new StreamObserver<>() {
            @Override
            public void onNext(String text) {
                answers.onNext(text);
            }

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onCompleted() {
                answers.onCompleted();
            }
        };
    }

    private static MethodDescriptor<String, String> method(String name, MethodType type) {
        return MethodDescriptor.<String, String>newBuilder()
                .setType(type)
                .setFullMethodName("test.Talk/" + name)
                .setRequestMarshaller(new Text())
                .setResponseMarshaller(new Text())
                .build();
    }

    private static final class Text implements MethodDescriptor.Marshaller<String> {
        @Override
        public InputStream stream(String text) {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream bytes) {
            try {
                return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
