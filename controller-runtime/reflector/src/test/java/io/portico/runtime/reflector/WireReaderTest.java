package io.portico.runtime.reflector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portico.runtime.decode.Kinds;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WireReaderTest {
    private static final List<Kind<?>> KINDS =
            List.of(Kinds.PODS, Kinds.SERVICES, Kinds.ENDPOINT_SLICES, Kinds.ENDPOINTS, Kinds.NODES);

    // 1: 150; 2: "testing"; 3: {1: 7}; 4: 32 bits; 5: 64 bits; 6: -1; 7: "end" (examples of protobuf.dev, "Encoding")
    private static final byte[] MESSAGE = HexFormat.of()
            .parseHex("089601" + "120774657374696e67" + "1a020807" + "2501020304" + "290102030405060708"
                    + "30ffffffffffffffffff01" + "3a03656e64");

    @Test
    void values_are_read_and_others_jumped_over() {
        var reader = new WireReader(MESSAGE, 0, MESSAGE.length);
        assertThat(reader.next()).isTrue();
        assertThat(reader.field()).isEqualTo(1);
        assertThat(reader.number()).isEqualTo(150);
        assertThat(reader.next()).isTrue();
        assertThat(reader.text()).isEqualTo("testing");
        assertThat(reader.next()).isTrue();
        var inner = reader.message();
        assertThat(inner.next()).isTrue();
        assertThat(inner.number()).isEqualTo(7);
        assertThat(inner.next()).isFalse();
        while (reader.next() && reader.field() < 6) {
            assertThat(reader.field()).as("of 32 and 64 bits").isIn(4, 5);
        }
        assertThat(reader.number()).isEqualTo(-1);
        assertThat(reader.next()).isTrue();
        assertThat(reader.is("end")).isTrue();
        assertThat(reader.next()).isFalse();
    }

    @Test
    void fields_of_every_kind_are_jumped_over() {
        for (var wanted = 1; wanted <= 7; wanted++) {
            var reader = new WireReader(MESSAGE, 0, MESSAGE.length);
            for (var field = 1; field <= wanted; field++) {
                assertThat(reader.next()).isTrue();
                assertThat(reader.field()).isEqualTo(field);
            }
        }
        var reader = new WireReader(MESSAGE, 0, MESSAGE.length);
        while (reader.next() && reader.field() < 7) {
            assertThat(reader.field()).isPositive();
        }
        assertThat(reader.text()).isEqualTo("end");
    }

    @Test
    void a_message_that_breaks_off_is_refused() {
        for (var end = 1; end < MESSAGE.length; end++) {
            var cut = Arrays.copyOf(MESSAGE, end);
            if (end == 3 || end == 12 || end == 16 || end == 21 || end == 30 || end == 41) {
                continue; // between two fields
            }
            assertThatThrownBy(() -> readAll(cut)).as("%d bytes", end).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void nonsense_ends_in_a_refusal_and_never_in_another_failure() {
        var seed = System.nanoTime();
        var random = new Random(seed);
        for (var i = 0; i < 20_000; i++) {
            var nonsense = new byte[random.nextInt(40)];
            random.nextBytes(nonsense);
            try {
                readAll(nonsense);
                for (var kind : KINDS) {
                    var _ = kind.decode().apply(new WireReader(nonsense, 0, nonsense.length));
                }
            } catch (IllegalArgumentException e) {
                assertThat(e).as("seed %d", seed).hasMessageContaining("no protobuf message");
            }
        }
    }

    private static void readAll(byte[] message) {
        var reader = new WireReader(message, 0, message.length);
        while (reader.next()) {
            assertThat(reader.field()).isNotEqualTo(Integer.MIN_VALUE);
        }
    }
}
