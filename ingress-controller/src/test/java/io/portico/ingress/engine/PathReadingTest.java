package io.portico.ingress.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathReadingTest {
    @ParameterizedTest
    @CsvSource({
        "/a/../b, /b",
        "/a/./b, /a/b",
        "/a//b, /a/b",
        "//, /",
        "/.., /",
        "/../../a, /a",
        "/a/.., /",
        "/a/b/.., /a/",
        "/a/b/., /a/b/",
        "/%61pi, /api",
        "/%2e%2E/a, /a",
        "/a/%2e%2e/b, /b",
        "/a%2Fb, /a%2Fb",
        "/a/..%2Fb, /a/..%2Fb",
        "/%zz, /%zz",
        "/a/...,  /a/...",
        "/.well-known/x, /.well-known/x",
        "/.well-known/acme-challenge/../../admin, /admin"
    })
    void normalized(String path, String normalized) {
        assertThat(PathReading.normalized(path)).isEqualTo(normalized);
        assertThat(PathReading.normalized(normalized)).isEqualTo(normalized);
    }

    @ParameterizedTest
    @CsvSource({"/a%2fb, /a/b", "/api/..%2Fadmin, /admin", "/a%5cb, /a/b", "/a\\..\\b, /b", "/a%2F%2e%2E%2fb, /b"})
    void with_slashes_that_only_some_take_for_one(String path, String read) {
        assertThat(PathReading.hasOtherSlashes(path)).isTrue();
        assertThat(PathReading.withEscapedSlashes(path)).isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a/b.c", "/a/b/", "/a-b_c~d"})
    void a_plain_path_costs_no_copy(String path) {
        assertThat(PathReading.normalized(path)).isSameAs(path);
    }
}
