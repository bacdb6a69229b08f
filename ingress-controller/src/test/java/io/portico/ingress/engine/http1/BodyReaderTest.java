package io.portico.ingress.engine.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.portico.ingress.engine.Leaks;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies, whole and byte by byte; signs as in {@link RequestReaderTest}. */
@ExtendWith(Leaks.class)
class BodyReaderTest {
    private static final HeadLimits LIMITS = new HeadLimits(64, 256, 8);

    @BeforeAll
    static void watch() {
        Leaks.watch();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "0⏎⏎                                    | nothing",
                "5⏎hello⏎0⏎⏎                            | hello",
                "5⏎hello⏎6⏎ world⏎0⏎⏎                   | hello world",
                "00005⏎hello⏎000⏎⏎                      | hello",
                "A⏎0123456789⏎0⏎⏎                       | 0123456789",
                "a;x=y⏎0123456789⏎0;last⏎⏎              | 0123456789",
                "5;x=\"0 1\";é=→⏎hello⏎0⏎⏎              | hello",
                "5⏎hello⏎0⏎X: a⏎y: b⏎⏎                  | hello + x=a y=b",
                "2⏎⏎⏎0⏎⏎                                | CRLF",
            })
    void chunks(String text, String expected) {
        var content = expected.equals("nothing") ? "" : expected.replace("CRLF", "\r\n");
        assertThat(read(BodyLength.CHUNKED, text, false)).isEqualTo(content + ".");
        assertThat(read(BodyLength.CHUNKED, text, true)).isEqualTo(content + ".");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "CHUNK_SIZE|⏎",
                "CHUNK_SIZE|x⏎",
                "CHUNK_SIZE|-1⏎",
                "CHUNK_SIZE|+1⏎",
                "CHUNK_SIZE|0x5⏎hello⏎",
                "CHUNK_SIZE|5 ⏎hello⏎",
                "CHUNK_SIZE| 5⏎hello⏎",
                "CHUNK_SIZE|5_0⏎",
                "CHUNK_SIZE|;x⏎",
                "CHUNK_SIZE|1000000000000000⏎",
                "LINE_END|5↓hello⏎",
                "CHUNK_EXTENSION|5;a←b⏎hello⏎",
                "CHUNK_EXTENSION|5;a∅b⏎hello⏎",
                "CHUNK_EXTENSION|5←←⏎hello⏎",
                "CHUNK_END|5⏎helloo⏎0⏎⏎",
                "CHUNK_END|5⏎hello↓0⏎⏎",
                "CHUNK_END|5⏎hello0⏎⏎",
                "LINE_END|0⏎X: a↓⏎",
                "FIELD_NAME|0⏎X : a⏎⏎",
                "FIELD_FOLDED|0⏎X: a⏎ b⏎⏎",
                "HEAD_TOO_LARGE|0⏎A: 1⏎B: 1⏎C: 1⏎D: 1⏎E: 1⏎F: 1⏎G: 1⏎H: 1⏎I: 1⏎⏎",
            })
    void broken_chunks(Fault fault, String text) {
        assertThat(read(BodyLength.CHUNKED, text, false)).endsWith(fault.name());
        assertThat(read(BodyLength.CHUNKED, text, true)).endsWith(fault.name());
    }

    @Test
    void an_extension_that_never_ends_is_refused() {
        assertThat(read(BodyLength.CHUNKED, "5;" + "a".repeat(300), false)).isEqualTo("CHUNK_EXTENSION");
        assertThat(read(BodyLength.CHUNKED, "5;" + "a".repeat(300), true)).isEqualTo("CHUNK_EXTENSION");
    }

    @Test
    void by_length_and_until_the_end() {
        assertThat(read(5, "hello", false)).isEqualTo("hello.");
        assertThat(read(5, "hello", true)).isEqualTo("hello.");
        assertThat(read(0, "", false)).isEqualTo(".");
        assertThat(read(6, "hello", true)).isEqualTo("hello");
        assertThat(read(BodyLength.UNTIL_CLOSE, "hello", true)).isEqualTo("hello");
    }

    @Test
    void what_follows_a_body_is_left() {
        var reader = new BodyReader(LIMITS);
        reader.begin(BodyLength.CHUNKED);
        var in = RequestReaderTest.bytes("1⏎a⏎0⏎⏎GET");
        var text = new StringBuilder();
        drain(reader, in, text);
        assertThat(text).hasToString("a");
        assertThat(reader.isEnd()).isTrue();
        assertThat(in.toString(StandardCharsets.US_ASCII)).isEqualTo("GET");
        in.release();
    }

    /** The content, the trailers, and a full stop at the end; or the fault. */
    private static String read(long length, String text, boolean byteByByte) {
        var reader = new BodyReader(LIMITS);
        reader.begin(length);
        var whole = RequestReaderTest.bytes(text);
        var content = new StringBuilder();
        var in = Unpooled.buffer();
        try {
            while (whole.isReadable() && !reader.isEnd()) {
                in.writeBytes(whole, byteByByte ? 1 : whole.readableBytes());
                drain(reader, in, content);
            }
        } catch (MalformedMessage e) {
            return content + e.fault().name();
        } finally {
            whole.release();
            in.release();
        }
        var trailers = reader.trailers();
        if (trailers != null) {
            content.append(" +");
            for (var i = 0; i < trailers.size(); i++) {
                content.append(' ').append(trailers.name(i)).append('=').append(trailers.value(i));
            }
        }
        return content + (reader.isEnd() ? "." : "");
    }

    private static void drain(BodyReader reader, ByteBuf in, StringBuilder content) {
        for (var part = reader.next(in); part != null; part = reader.next(in)) {
            content.append(part.toString(StandardCharsets.ISO_8859_1));
            part.release();
        }
    }
}
