/**
 * What is read of API objects, once, when they arrive: a Service, an EndpointSlice or this node's Node comes in, facts
 * go out, and what makes no sense becomes a problem for the object's owner. A
 * {@link io.portico.nodeproxy.model.objects.World} holds them all and shares what did not change with the one before.
 * Knows of no rules and of no other package of the model.
 */
@NullMarked
package io.portico.nodeproxy.model.objects;

import org.jspecify.annotations.NullMarked;
