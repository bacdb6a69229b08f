{{/* Values that fit the schema and cannot work: a sentence a line, all at once. The services refuse the same; see each one's Faults. */}}
{{- define "portico.faults" -}}
{{- include "portico.faults.ports" (list
  (list "ingressController.httpPort" .Values.ingressController.httpPort)
  (list "ingressController.httpsPort" .Values.ingressController.httpsPort)
  (list "ingressController.managementPort" .Values.ingressController.managementPort)
  (list "nodeProxy.managementPort" .Values.nodeProxy.managementPort)
  (list "nodeProxy.healthzPort" .Values.nodeProxy.healthzPort)) }}
{{- include "portico.faults.ports" (list
  (list "defaultBackend.port" .Values.defaultBackend.port)
  (list "defaultBackend.managementPort" .Values.defaultBackend.managementPort)) }}
{{- include "portico.faults.ranges" (list "endpointsController.loadBalancer.guardedPorts" .Values.endpointsController.loadBalancer.guardedPorts) }}
{{- include "portico.faults.ranges" (list "endpointsController.loadBalancer.nodePortRange" (list .Values.endpointsController.loadBalancer.nodePortRange)) }}
{{- with .Values.endpointsController }}
{{- if and (eq .takeover "report") (eq .managedBy "endpointslice-controller.k8s.io") }}
endpointsController.takeover is report, but with endpointsController.managedBy endpointslice-controller.k8s.io the slices of kube-controller-manager are its own; write adopt, or another managedBy
{{- end }}
{{- end }}
{{- with .Values.nodeProxy }}
{{- include "portico.faults.cidrs" (list "nodeProxy.clusterCIDR" .clusterCIDR) }}
{{- if not (and (eq (len .nodePortAddresses) 1) (has "primary" .nodePortAddresses)) }}
{{- include "portico.faults.cidrs" (list "nodeProxy.nodePortAddresses" .nodePortAddresses) }}
{{- end }}
{{- $mode := .detectLocalMode | default (empty .clusterCIDR | ternary "" "ClusterCIDR") }}
{{- range list
  (list "ClusterCIDR" "clusterCIDR" (join "" .clusterCIDR) "the ranges of all pods' addresses, such as 10.244.0.0/16")
  (list "BridgeInterface" "podBridgeInterface" .podBridgeInterface "the bridge of the node's pods, such as cni0")
  (list "InterfaceNamePrefix" "podInterfaceNamePrefix" .podInterfaceNamePrefix "what the names of the interfaces to the node's pods begin with, such as veth") }}
{{- $needs := index . 0 }}
{{- $key := index . 1 }}
{{- if and (eq $mode $needs) (empty (index . 2)) }}
nodeProxy.{{ $key }} is empty, which nodeProxy.detectLocalMode {{ $needs }} needs; write {{ index . 3 }}
{{- else if and (ne $mode $needs) (not (empty (index . 2))) }}
nodeProxy.{{ $key }} goes with nodeProxy.detectLocalMode {{ $needs }}, which is {{ $mode | default "empty" }}; set that or leave this empty
{{- end }}
{{- end }}
{{- if lt (include "portico.milliseconds" .most | int) (include "portico.milliseconds" .quiet | int) }}
nodeProxy.most is {{ .most }}, which is shorter than nodeProxy.quiet, {{ .quiet }}; write one that is at least as long
{{- end }}
{{- if not (or (empty .healthzHost) (eq (include "portico.isAddress" .healthzHost) "true")) }}
nodeProxy.healthzHost is "{{ .healthzHost }}"; write an address of the nodes, such as 127.0.0.1, or leave it empty for all
{{- end }}
{{- end }}
{{- with .Values.ingressController }}
{{- include "portico.faults.cidrs" (list "ingressController.trustedProxies" .trustedProxies) }}
{{- if and .proxyProtocol (empty .trustedProxies) }}
ingressController.proxyProtocol is true, and no proxy is trusted; write the ranges of those that send the header to ingressController.trustedProxies
{{- end }}
{{- if and .proxyProtocol (ne .engine "netty") }}
ingressController.proxyProtocol is true, which the engine {{ .engine }} does not read; write netty to ingressController.engine
{{- end }}
{{- end }}
{{- include "portico.faults.hosts" (list "ingressController.publishAddresses" .Values.ingressController.publishAddresses) }}
{{- include "portico.faults.hosts" (list "apiServer.host" (compact (list .Values.apiServer.host))) }}
{{- with .Values.ingressController.defaultCertificate }}
{{- $namespace := splitList "/" . | first }}
{{- if not (regexMatch "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?/[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$" .) }}
ingressController.defaultCertificate is "{{ . }}"; write the Secret as namespace/name, such as shop/wildcard-tls
{{- else if and $.Values.ingressController.namespaces (not (has $namespace $.Values.ingressController.namespaces)) }}
ingressController.defaultCertificate is in namespace {{ $namespace }}, whose Secrets it may not read; add that to ingressController.namespaces
{{- end }}
{{- end }}
{{- end }}

{{/* Ports of one network: no two may be the same, but for 0. Takes a list of (value's name, port). */}}
{{- define "portico.faults.ports" -}}
{{- $taken := dict }}
{{- range . }}
{{- $name := index . 0 }}
{{- $port := index . 1 | int | toString }}
{{- if ne $port "0" }}
{{- if hasKey $taken $port }}
{{ get $taken $port }} and {{ $name }} are both {{ $port }}, in one network; give each a port of its own
{{- else }}
{{- $_ := set $taken $port $name }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{/* Ports and ranges of ports. Takes the value's name and a list. */}}
{{- define "portico.faults.ranges" -}}
{{- $name := index . 0 }}
{{- range index . 1 }}
{{- $ends := splitList "-" (toString .) }}
{{- $first := first $ends | int }}
{{- $last := last $ends | int }}
{{- if or (lt $first 1) (gt $last 65535) (gt $first $last) }}
{{ $name }} has "{{ . }}"; write a port or a range from a lower to a higher one, 1 to 65535, such as 30000-32767
{{- end }}
{{- end }}
{{- end }}

{{/* Ranges of addresses. Takes the value's name and a list. */}}
{{- define "portico.faults.cidrs" -}}
{{- $name := index . 0 }}
{{- range index . 1 }}
{{- $address := splitList "/" . | first }}
{{- $bits := trimPrefix $address . }}
{{- $most := contains ":" $address | ternary "^/(12[0-8]|1[01][0-9]|[1-9]?[0-9])$" "^/(3[0-2]|[12]?[0-9])$" }}
{{- if not (and (eq (include "portico.isAddress" $address) "true") (regexMatch $most $bits)) }}
{{ $name }} has "{{ . }}", which is no range; write ranges such as 10.244.0.0/16 or fd44::/48
{{- end }}
{{- end }}
{{- end }}

{{/* Addresses and host names. Takes the value's name and a list. */}}
{{- define "portico.faults.hosts" -}}
{{- $name := index . 0 }}
{{- range index . 1 }}
{{- $isName := and (regexMatch "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$" .) (not (regexMatch "^(.*\\.)?[0-9]+$" .)) }}
{{- if not (or $isName (eq (include "portico.isAddress" .) "true")) }}
{{ $name }} has "{{ . }}"; write an address or a host name alone, such as 192.0.2.1 or lb.example.com
{{- end }}
{{- end }}
{{- end }}

{{/* A time such as 10s, as milliseconds. */}}
{{- define "portico.milliseconds" -}}
{{- $number := regexFind "^[0-9]+" . | int64 -}}
{{- mul $number (get (dict "ms" 1 "s" 1000 "m" 60000 "h" 3600000) (regexFind "[a-z]+$" .)) -}}
{{- end }}

{{/* "true" for an IPv4 or IPv6 address. */}}
{{- define "portico.isAddress" -}}
{{- $byte := "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])" }}
{{- if regexMatch (printf "^(%s\\.){3}%s$" $byte $byte) . -}}
true
{{- else -}}
{{- $groups := regexFindAll "[0-9a-fA-F]{1,4}" . -1 | len }}
{{- if regexMatch "^([0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}$" . -}}
true
{{- else -}}
{{- and (le $groups 7) (regexMatch "^([0-9a-fA-F]{1,4}(:[0-9a-fA-F]{1,4})*)?::([0-9a-fA-F]{1,4}(:[0-9a-fA-F]{1,4})*)?$" .) -}}
{{- end -}}
{{- end -}}
{{- end }}
