package io.portico.runtime.values;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PersistentMapTest {
    /** Many keys have one hash, others one that differs only in its last bits. */
    private record Key(int number) {
        @Override
        public int hashCode() {
            return number % 7 == 0 ? 42 : number << 20;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void it_is_a_map_whose_older_versions_stay_and_whose_differences_are_those_of_maps(long seed) {
        var random = new Random(seed);
        var map = PersistentMap.<Key, String>empty();
        var expected = new HashMap<Key, String>();
        var old = map;
        Map<Key, String> expectedOld = new HashMap<>();
        for (var i = 0; i < 3_000; i++) {
            var key = new Key(random.nextInt(i < 1_500 ? 300 : 20));
            if (random.nextInt(3) > 0) {
                var value = "v" + i;
                map = map.with(key, value);
                expected.put(key, value);
            } else {
                map = map.without(key);
                expected.remove(key);
            }
            if (random.nextInt(20) == 0) {
                var many = new HashMap<Key, String>();
                for (var number = random.nextInt(100); number < 300; number += 1 + random.nextInt(100)) {
                    var one = new Key(number);
                    many.put(one, random.nextBoolean() ? expected.getOrDefault(one, "new") : "v" + i + "-" + number);
                }
                map = map.withAll(many);
                expected.putAll(many);
            }
            if (random.nextInt(50) == 0) {
                assertSame(map, expected);
                assertSame(old, expectedOld);
                var differences = new HashSet<Key>();
                for (var number = 0; number < 300; number++) {
                    var one = new Key(number);
                    if (!Objects.equals(expected.get(one), expectedOld.get(one))) {
                        differences.add(one);
                    }
                }
                assertThat(map.differences(old)).isEqualTo(differences);
                assertThat(old.differences(map)).isEqualTo(differences);
                old = map;
                expectedOld = new HashMap<>(expected);
            }
        }
    }

    @Test
    void the_same_value_again_or_no_key_to_remove_is_the_same_map() {
        var map = PersistentMap.<Key, String>empty().with(new Key(1), "one");
        assertThat(map.with(new Key(1), "one")).isSameAs(map);
        assertThat(map.withAll(Map.of(new Key(1), "one"))).isSameAs(map);
        assertThat(map.without(new Key(7))).isSameAs(map);
        assertThat(map.without(new Key(1)).size()).isZero();
    }

    private static void assertSame(PersistentMap<Key, String> map, Map<Key, String> expected) {
        var entries = new HashMap<Key, String>();
        map.forEach(entries::put);
        assertThat(entries).isEqualTo(expected);
        assertThat(map.size()).isEqualTo(expected.size());
        assertThat(map.keys()).isEqualTo(expected.keySet());
        expected.forEach((key, value) -> assertThat(map.get(key)).isEqualTo(value));
    }
}
