@NullMarked
package io.portico.runtime.settings;

import org.jspecify.annotations.NullMarked;
