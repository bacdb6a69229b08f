package io.portico.ingress.engine.http1;

/**
 * The head of a request as it was read.
 *
 * @param method a token
 * @param target as the client wrote it, printable ASCII
 * @param minor of HTTP/1.minor
 * @param length of its body, as {@link BodyLength} has it
 */
public record RequestHead(String method, String target, int minor, HeaderBlock headers, long length) {}
