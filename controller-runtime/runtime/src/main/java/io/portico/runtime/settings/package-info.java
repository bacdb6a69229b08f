/**
 * Refuses settings that cannot work before anything starts, all of them at once, a sentence each. In go the interfaces
 * ({@code @ConfigMapping}) that declare a service's settings, and a check of its own for what no type can say; out come
 * sentences. A variable {@code PORTICO_…} that no interface declares is refused, too: whoever wrote it meant something.
 *
 * <p>A new setting needs its method in the interface and, where not every value of its type works, a line in the
 * service's check. The names of all settings are in {@code --help}.
 */
@NullMarked
package io.portico.runtime.settings;

import org.jspecify.annotations.NullMarked;
