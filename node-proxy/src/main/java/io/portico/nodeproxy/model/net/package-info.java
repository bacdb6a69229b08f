/**
 * What the operator chose about addresses: by what this node's pods are known, and at which of the node's own addresses
 * node ports are served. Texts of settings come in, values go out.
 */
@NullMarked
package io.portico.nodeproxy.model.net;

import org.jspecify.annotations.NullMarked;
