package io.portico.ingress.engine.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.ingress.engine.Leaks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Heads of responses; signs as in {@link RequestReaderTest}. */
@ExtendWith(Leaks.class)
class ResponseReaderTest {
    private static final HeadLimits LIMITS = new HeadLimits(64, 256, 8);

    @BeforeAll
    static void watch() {
        Leaks.watch();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 200 OK⏎Content-Length: 5            | false | 200 body 5",
                "HTTP/1.1 200 OK⏎Content-Length: 5            | true  | 200 body 0",
                "HTTP/1.1 200⏎Content-Length: 5               | false | 200 body 5",
                "HTTP/1.1 200 ⏎Transfer-Encoding: chunked     | false | 200 body -1",
                "HTTP/1.0 200 OK                              | false | 200 body -2",
                "HTTP/1.1 200 é→                              | false | 200 body -2",
                "HTTP/1.1 204 No Content⏎Content-Length: 5    | false | 204 body 0",
                "HTTP/1.1 304 Not Modified⏎Content-Length: 5  | false | 304 body 0",
                "HTTP/1.1 103 Early Hints                     | false | 103 body 0",
                "HTTP/1.1 999 Odd⏎Content-Length: 0           | false | 999 body 0",
                "HTTP/1.1 200 OK⏎Content-Length: 5⏎Content-Length: 5           | false | CONTENT_LENGTH",
                "HTTP/1.1 200 OK⏎Content-Length: 5⏎Transfer-Encoding: chunked  | false | AMBIGUOUS_LENGTH",
                "HTTP/1.1 200 OK⏎Content-Length: 5⏎Transfer-Encoding: chunked  | true  | AMBIGUOUS_LENGTH",
                "HTTP/1.0 200 OK⏎Transfer-Encoding: chunked                    | false | AMBIGUOUS_LENGTH",
                "HTTP/1.1 200 OK⏎Transfer-Encoding: gzip                       | false | UNKNOWN_CODING",
                "HTTP/1.1 200 OK⏎X : a                        | false | FIELD_NAME",
                "HTTP/1.1 200 OK⏎X: a⏎ b                      | false | FIELD_FOLDED",
                "HTTP/1.1 200 OK↓X: a                         | false | LINE_END",
                "HTTP/2.0 200 OK                              | false | STATUS_LINE",
                "HTTP/1.1 20 OK                               | false | STATUS_LINE",
                "HTTP/1.1 2000 OK                             | false | STATUS_LINE",
                "HTTP/1.1 099 OK                              | false | STATUS_LINE",
                "HTTP/1.1  200 OK                             | false | STATUS_LINE",
                "ICY 200 OK                                   | false | STATUS_LINE",
                "hello                                        | false | STATUS_LINE",
            })
    void heads(String text, boolean isToHead, String expected) {
        var in = RequestReaderTest.bytes(text + "⏎⏎");
        try {
            var head = new ResponseReader(LIMITS).read(in, isToHead);
            assertThat(head).isNotNull();
            assertThat(head.status() + " body " + head.length()).isEqualTo(expected);
        } catch (MalformedMessage e) {
            assertThat(e.fault().name()).isEqualTo(expected);
        } finally {
            in.release();
        }
    }
}
