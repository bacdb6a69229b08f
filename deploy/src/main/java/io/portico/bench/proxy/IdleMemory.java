package io.portico.bench.proxy;

/**
 * What an idle connection costs, in bytes.
 *
 * @param resident of all resident memory (RSS)
 * @param anonymous of that which belongs to no file (RssAnon)
 */
record IdleMemory(double resident, double anonymous) {}
