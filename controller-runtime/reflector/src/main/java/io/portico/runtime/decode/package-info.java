/**
 * API objects from protobuf: bytes come in from a {@link io.portico.runtime.reflector.Reflector}, which is handed one
 * of {@link io.portico.runtime.decode.Kinds}, and out go the client's own model objects with those fields that any
 * service looks at. Field numbers are those of Kubernetes' {@code generated.proto} files ({@code k8s.io/api/core/v1},
 * {@code discovery/v1}, {@code k8s.io/apimachinery/pkg/apis/meta/v1}), which never change their meaning. What JSON
 * would leave out because it is empty is null here, too; but a list is never null.
 */
@NullMarked
package io.portico.runtime.decode;

import org.jspecify.annotations.NullMarked;
