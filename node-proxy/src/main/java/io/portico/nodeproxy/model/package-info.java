/**
 * Second station, pure. Readers reduce API objects to facts; a {@link io.portico.nodeproxy.model.World} of them becomes
 * a {@link io.portico.nodeproxy.model.ProxyState}, and that a {@link io.portico.nodeproxy.model.Ruleset}.
 */
@NullMarked
package io.portico.nodeproxy.model;

import org.jspecify.annotations.NullMarked;
