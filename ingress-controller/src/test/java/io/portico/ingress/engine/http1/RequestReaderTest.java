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

/**
 * What is understood of a request, and what is not. In the tables {@code ⏎} is CRLF, {@code ↓} LF, {@code ←} CR,
 * {@code →} a tab, {@code ∅} NUL, {@code é} the byte 0xe9; a whole message is meant where no empty line is written.
 */
@ExtendWith(Leaks.class)
class RequestReaderTest {
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
                "GET / HTTP/1.1⏎Host: a                          | GET / 1 body 0 {host=a}",
                "⏎GET / HTTP/1.1⏎Host: a                         | GET / 1 body 0 {host=a}",
                "GET / HTTP/1.0                                  | GET / 0 body 0 {}",
                "GET / HTTP/1.7⏎Host: a                          | GET / 7 body 0 {host=a}",
                "M-SEARCH * HTTP/1.1⏎Host: a                     | M-SEARCH * 1 body 0 {host=a}",
                "GET /?q=%zz HTTP/1.1⏎Host: a                    | GET /?q=%zz 1 body 0 {host=a}",
                "GET http://a/b HTTP/1.1⏎Host: a                 | GET http://a/b 1 body 0 {host=a}",
                "GET / HTTP/1.1⏎hOsT:a⏎X:→ b c→ ⏎Y:              | GET / 1 body 0 {host=a, x=b c, y=}",
                "GET / HTTP/1.1⏎X: é                             | GET / 1 body 0 {x=é}",
                "GET / HTTP/1.1⏎X: a⏎x: b                        | GET / 1 body 0 {x=a, x=b}",
                "POST / HTTP/1.1⏎Content-Length: 12              | POST / 1 body 12 {content-length=12}",
                "POST / HTTP/1.1⏎Content-Length: 0012            | POST / 1 body 12 {content-length=0012}",
                "GET / HTTP/1.1⏎Content-Length: 3                | GET / 1 body 3 {content-length=3}",
                "POST / HTTP/1.1⏎Transfer-Encoding: CHUNKED      | POST / 1 body -1 {transfer-encoding=CHUNKED}",
            })
    void what_is_understood(String text, String expected) {
        assertThat(read(text, false)).as("at once").isEqualTo(expected);
        assertThat(read(text, true)).as("byte by byte").isEqualTo(expected);
    }

    @Test
    void all_printable_ascii_but_a_fragment_may_be_in_a_target() {
        var target = "/a|b^c{d}\"<>\\`?x=%&y=[1]'";
        assertThat(read("GET " + target + " HTTP/1.1⏎Host: a", true)).startsWith("GET " + target + " 1 ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "REQUEST_LINE| GET / HTTP/1.1⏎",
                "REQUEST_LINE|∅GET / HTTP/1.1⏎",
                "REQUEST_LINE|GET /⏎",
                "REQUEST_LINE|GET  / HTTP/1.1⏎",
                "REQUEST_LINE|GET / http/1.1⏎",
                "REQUEST_LINE|GET / HTTP/1.10⏎",
                "REQUEST_LINE|GET / HTTP/11⏎",
                "REQUEST_LINE|GET / HTTP/1.1 ⏎",
                "REQUEST_LINE|GET / x HTTP/1.1⏎",
                "METHOD|⏎⏎GET / HTTP/1.1⏎",
                "METHOD|GET→/ HTTP/1.1⏎",
                "METHOD|G(T / HTTP/1.1⏎",
                "TARGET|GET /a#b HTTP/1.1⏎",
                "TARGET|GET /é HTTP/1.1⏎",
                "TARGET|GET /a→b HTTP/1.1⏎",
                "TARGET|GET /∅ HTTP/1.1⏎",
                "VERSION|GET / HTTP/2.0⏎",
                "VERSION|GET / HTTP/0.9⏎",
                "LINE_END|GET / HTTP/1.1↓Host: a⏎",
                "LINE_END|GET / HTTP/1.1⏎Host: a↓X: b⏎",
                "LINE_END|GET / HTTP/1.1⏎Host: a⏎↓",
                "FIELD_VALUE|GET / HTTP/1.1⏎X: a←b⏎",
                "FIELD_VALUE|GET / HTTP/1.1⏎X: a∅b⏎",
                "FIELD_NAME|GET / HTTP/1.1⏎: a⏎",
                "FIELD_NAME|GET / HTTP/1.1⏎Host : a⏎",
                "FIELD_NAME|GET / HTTP/1.1⏎X Y: a⏎",
                "FIELD_NAME|GET / HTTP/1.1⏎X⏎",
                "FIELD_NAME|GET / HTTP/1.1⏎X(: a⏎",
                "FIELD_NAME|GET / HTTP/1.1⏎Xé: a⏎",
                "FIELD_FOLDED|GET / HTTP/1.1⏎X: a⏎ b⏎",
                "FIELD_FOLDED|GET / HTTP/1.1⏎→X: a⏎",
                "CONTENT_LENGTH|POST / HTTP/1.1⏎Content-Length: 1⏎Content-Length: 1⏎",
                "CONTENT_LENGTH|POST / HTTP/1.1⏎Content-Length: 1, 1⏎",
                "CONTENT_LENGTH|POST / HTTP/1.1⏎Content-Length: +1⏎",
                "CONTENT_LENGTH|POST / HTTP/1.1⏎Content-Length: -1⏎",
                "CONTENT_LENGTH|POST / HTTP/1.1⏎Content-Length: 0x1⏎",
                "CONTENT_LENGTH|POST / HTTP/1.1⏎Content-Length: 1 1⏎",
                "CONTENT_LENGTH|POST / HTTP/1.1⏎Content-Length:⏎",
                "CONTENT_LENGTH|POST / HTTP/1.1⏎Content-Length: 9999999999999999999⏎",
                "AMBIGUOUS_LENGTH|POST / HTTP/1.1⏎Content-Length: 1⏎Transfer-Encoding: chunked⏎",
                "AMBIGUOUS_LENGTH|POST / HTTP/1.1⏎Transfer-Encoding: chunked⏎Content-Length: 1⏎",
                "AMBIGUOUS_LENGTH|POST / HTTP/1.0⏎Transfer-Encoding: chunked⏎",
                "TRANSFER_ENCODING|POST / HTTP/1.1⏎Transfer-Encoding:⏎",
                "TRANSFER_ENCODING|POST / HTTP/1.1⏎Transfer-Encoding: chunked, chunked⏎",
                "TRANSFER_ENCODING|POST / HTTP/1.1⏎Transfer-Encoding: chunked, xchunked⏎",
                "TRANSFER_ENCODING|POST / HTTP/1.1⏎Transfer-Encoding: chunked⏎Transfer-Encoding: identity⏎",
                "TRANSFER_ENCODING|POST / HTTP/1.1⏎Transfer-Encoding: ,chunked⏎",
                "UNKNOWN_CODING|POST / HTTP/1.1⏎Transfer-Encoding: gzip, chunked⏎",
                "UNKNOWN_CODING|POST / HTTP/1.1⏎Transfer-Encoding: identity⏎",
                "UNKNOWN_CODING|POST / HTTP/1.1⏎Transfer-Encoding: xchunked⏎",
                "UNKNOWN_CODING|POST / HTTP/1.1⏎Transfer-Encoding: chunked;q=1⏎",
                "UNKNOWN_CODING|POST / HTTP/1.1⏎Transfer-Encoding: \"chunked\"⏎",
                "TARGET_TOO_LONG|GET /0123456789012345678901234567890123456789012345678901234567890123⏎",
                "HEAD_TOO_LARGE|GET / HTTP/1.1⏎A: 1⏎B: 1⏎C: 1⏎D: 1⏎E: 1⏎F: 1⏎G: 1⏎H: 1⏎I: 1⏎",
            })
    void what_is_not(Fault fault, String text) {
        assertThat(read(text + "⏎", false)).as("at once").isEqualTo(fault.name());
        assertThat(read(text + "⏎", true)).as("byte by byte").isEqualTo(fault.name());
    }

    @Test
    void a_head_that_never_ends_is_refused_at_the_limit_and_not_read_on() {
        var reader = new RequestReader(LIMITS);
        var in = bytes("GET / HTTP/1.1⏎X: " + "a".repeat(LIMITS.head()));
        assertThat(outcome(reader, in)).isEqualTo("HEAD_TOO_LARGE");
        in.release();
        assertThat(read("x".repeat(LIMITS.line() + 1), true)).isEqualTo("TARGET_TOO_LONG");
    }

    @Test
    void what_follows_a_head_is_left_and_the_next_head_is_read_from_it() {
        var reader = new RequestReader(LIMITS);
        var in = bytes("GET /1 HTTP/1.1⏎Host: a⏎⏎GET /2 HTTP/1.1⏎Host: b⏎⏎rest");
        assertThat(outcome(reader, in)).isEqualTo("GET /1 1 body 0 {host=a}");
        assertThat(outcome(reader, in)).isEqualTo("GET /2 1 body 0 {host=b}");
        assertThat(in.toString(StandardCharsets.ISO_8859_1)).isEqualTo("rest");
        in.release();
    }

    private static String read(String text, boolean byteByByte) {
        var whole = bytes(text.endsWith("⏎⏎") || text.contains("x".repeat(64)) ? text : text + "⏎⏎");
        var reader = new RequestReader(LIMITS);
        try {
            if (!byteByByte) {
                return outcome(reader, whole);
            }
            var in = Unpooled.buffer();
            try {
                while (whole.isReadable()) {
                    in.writeByte(whole.readByte());
                    var outcome = outcome(reader, in);
                    if (!outcome.isEmpty()) {
                        return outcome;
                    }
                }
                return "";
            } finally {
                in.release();
            }
        } finally {
            whole.release();
        }
    }

    private static String outcome(RequestReader reader, ByteBuf in) {
        try {
            var head = reader.read(in);
            return head == null
                    ? ""
                    : head.method() + " " + head.target() + " " + head.minor() + " body " + head.length() + " {"
                            + fields(head.headers()) + "}";
        } catch (MalformedMessage e) {
            return e.fault().name();
        }
    }

    private static String fields(HeaderBlock block) {
        var text = new StringBuilder();
        for (var i = 0; i < block.size(); i++) {
            text.append(i == 0 ? "" : ", ").append(block.name(i)).append('=').append(block.value(i));
        }
        return text.toString();
    }

    static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(
                text.replace("⏎", "\r\n")
                        .replace('↓', '\n')
                        .replace('←', '\r')
                        .replace('→', '\t')
                        .replace('∅', '\0'),
                StandardCharsets.ISO_8859_1);
    }
}
