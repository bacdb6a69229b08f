/** Tests of what is deployed: the chart as the build renders it. */
@NullMarked
package io.portico.deploy;

import org.jspecify.annotations.NullMarked;
