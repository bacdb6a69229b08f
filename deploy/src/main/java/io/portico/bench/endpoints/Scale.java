package io.portico.bench.endpoints;

/**
 * How big the world is.
 *
 * @param namespaces among which the Services are spread evenly
 * @param services in all
 * @param readyPods that are ready all the time, in all
 * @param turningPods that are not ready at first and turn ready later, in all
 * @param nodes on which the pods are spread evenly
 * @param perSecond how many pods turn ready a second, where they do not do so all at once
 */
record Scale(int namespaces, int services, int readyPods, int turningPods, int nodes, int perSecond) {
    static final Scale FULL = new Scale(20, 1000, 10_000, 2000, 50, 200);
    static final Scale QUICK = new Scale(5, 100, 1000, 200, 10, 100);
}
