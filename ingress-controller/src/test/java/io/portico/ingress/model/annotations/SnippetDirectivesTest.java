package io.portico.ingress.model.annotations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnippetDirectivesTest {
    @Test
    void each_directive_that_keeps_requests_out_is_found_once() {
        assertThat(SnippetDirectives.restrictingIn("""
                        more_set_headers "X-A: b";
                        location /admin {
                          allow 10.0.0.0/8; deny
                            all;
                        }
                        auth_basic "Please"; satisfy any; internal;
                        limit_req zone=a; limit_except GET { deny all; }
                        if ($http_x = "") { return 403; }
                        RETURN\t444;
                        access_by_lua_block { ngx.exit(403) }
                        ssl_verify_client on;
                        include /etc/nginx/deny.conf;
                        """))
                .containsExactly(
                        "allow",
                        "deny",
                        "auth_basic",
                        "satisfy",
                        "internal",
                        "limit_req",
                        "limit_except",
                        "if",
                        "return 403",
                        "return 444",
                        "access_by_lua_block",
                        "ssl_verify_client",
                        "include");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deny all",
                "add_header X y\ndeny all;",
                "add_header X y;deny all;",
                "Deny all;",
                "\"deny\" all;",
                "if($a) { set $b 1; }",
                "set $x ${y};deny all;",
                "# allow\rdeny all;",
                "add_header X 'that never ends; }",
                "return\n\n 401 ;",
                "proxy_set_header A \"\\\"\"; deny all;"
            })
    void broken_and_odd_spellings_hide_nothing(String snippet) {
        assertThat(SnippetDirectives.restrictingIn(snippet)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# deny all;\nadd_header X y;",
                "more_set_headers \"Allow: GET; deny all;\";",
                "add_header X-Frame-Options DENY;",
                "add_header Allow 'if; deny all'; # internal",
                "proxy_set_header X-If $if_modified; set $deny 1;",
                "return 301 https://$host$request_uri;",
                "return 200 ok;",
                "rewrite ^/deny$ /allow last;",
                "set $a ${deny};",
                "add_header X it's; proxy_buffering off;"
            })
    void words_that_are_no_directives_restrict_nothing(String snippet) {
        assertThat(SnippetDirectives.restrictingIn(snippet)).isEmpty();
    }
}
