package io.portico.ingress.engine.http1;

/**
 * How much a head, or the trailers, may hold.
 *
 * @param line bytes of the first line
 * @param head bytes in all, with the first line
 * @param fields how many
 */
public record HeadLimits(int line, int head, int fields) {}
