package io.portico.bench;

import java.time.Duration;

/**
 * What a process and its descendants use.
 *
 * @param rss resident memory now, in bytes; pages that several of them share count for each
 * @param anonymous the part of it that belongs to no file, in bytes
 * @param peak the most that was resident at a time, in bytes
 * @param cpu processor time, user and system, since the start; that of ended children too
 */
public record Usage(long rss, long anonymous, long peak, Duration cpu) {}
