@NullMarked
package io.portico.runtime.command;

import org.jspecify.annotations.NullMarked;
