{{/* Object names are fixed, not derived from the release's name: the five services know each other by them. One release a cluster. */}}

{{/* Labels of every object of a component. Takes a dict: root, component. */}}
{{- define "portico.labels" -}}
{{ include "portico.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{/* What selects a component's pods; never changes. */}}
{{- define "portico.selector" -}}
app.kubernetes.io/name: {{ .component }}
app.kubernetes.io/part-of: portico
{{- end }}

{{/* The start of a component's pod spec: account, pull secrets, and what holds for all pods. Takes root, component, account (false: none). */}}
{{- define "portico.pod" -}}
{{- if .account -}}
serviceAccountName: portico-{{ .component }}
{{- else -}}
serviceAccountName: {{ .serviceAccount }}
automountServiceAccountToken: false
{{- end }}
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
enableServiceLinks: false
volumes:
  - name: tmp
    emptyDir: {sizeLimit: 64Mi}
{{- end }}

{{/* Two replicas on two nodes where there are two. */}}
{{- define "portico.spread" -}}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "portico.selector" . | nindent 8 }}
{{- end }}

{{/* A component's image: its own name, tag or digest where it has one, else what holds for all. Takes root, component, values. */}}
{{- define "portico.image" -}}
{{- $all := .root.Values.image -}}
{{- $own := .values.image -}}
{{- $flavour := eq $all.flavour "jvm" | ternary "-jvm" "" -}}
{{- $own.repository | default (printf "%s/%s" $all.registry .component) -}}
{{- if and $own.digest (not $own.tag) -}}
@{{ $own.digest }}
{{- else -}}
:{{ $own.tag | default (printf "%s%s" ($all.tag | default .root.Chart.AppVersion) $flavour) }}
{{- with $own.digest }}@{{ . }}{{ end -}}
{{- end -}}
{{- end }}

{{/* What every container has but its ports and settings. Takes root, component, values. */}}
{{- define "portico.container" -}}
name: {{ .component }}
image: {{ include "portico.image" . }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
resources:
  {{- toYaml .values.resources | nindent 2 }}
volumeMounts:
  - name: tmp
    mountPath: /tmp
startupProbe:
  httpGet: {path: /q/health/started, port: management}
  periodSeconds: 1
  failureThreshold: 60
livenessProbe:
  httpGet: {path: /q/health/live, port: management}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: {path: /q/health/ready, port: management}
  periodSeconds: 2
  timeoutSeconds: 2
{{- end }}

{{/* The settings that every service understands. */}}
{{- define "portico.env" -}}
- name: PORTICO_NAMESPACE
  valueFrom: {fieldRef: {fieldPath: metadata.namespace}}
- name: PORTICO_POD_NAME
  valueFrom: {fieldRef: {fieldPath: metadata.name}}
- name: PORTICO_NODE_NAME
  valueFrom: {fieldRef: {fieldPath: spec.nodeName}}
- name: QUARKUS_MANAGEMENT_PORT
  value: {{ .values.managementPort | quote }}
- name: QUARKUS_LOG_LEVEL
  value: {{ .root.Values.logLevel }}
{{- end }}

{{/* A service's own settings. Takes a dict: variable, value. What is empty is left out, so that the service's default holds. */}}
{{- define "portico.settings" -}}
{{- range $name, $value := . }}
{{- $text := "" }}
{{- if kindIs "slice" $value }}
{{- $text = join "," $value }}
{{- else if kindIs "float64" $value }}
{{- $text = int64 $value | toString }}
{{- else if not (kindIs "invalid" $value) }}
{{- $text = toString $value }}
{{- end }}
{{- if $text }}
- name: {{ $name }}
  value: {{ $text | quote }}
{{- end }}
{{- end }}
{{- end }}

{{/* A container without any right of its own. */}}
{{- define "portico.unprivileged" -}}
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
  seccompProfile: {type: RuntimeDefault}
{{- end }}

{{/* ServiceAccount and the two bindings of a component: ClusterRole and Role, both of the component's name. */}}
{{- define "portico.bindings" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: portico-{{ .component }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "portico.labels" . | nindent 4 }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: portico-{{ .component }}
  labels:
    {{- include "portico.labels" . | nindent 4 }}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: portico-{{ .component }}}
subjects:
  - {kind: ServiceAccount, name: portico-{{ .component }}, namespace: {{ .root.Release.Namespace }}}
{{- if .role }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: portico-{{ .component }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "portico.labels" . | nindent 4 }}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: portico-{{ .component }}}
subjects:
  - {kind: ServiceAccount, name: portico-{{ .component }}, namespace: {{ .root.Release.Namespace }}}
{{- end }}
{{- end }}

{{/* The rules of a leader's Lease. `create` cannot be limited to a name. Takes lease. */}}
{{- define "portico.leaseRules" -}}
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [create]
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  resourceNames: [{{ .lease }}]
  verbs: [get, patch]
{{- end }}

{{/* Events on users' objects, in whatever namespace those are: a repeated one is read and counted up. */}}
{{- define "portico.eventRules" -}}
- apiGroups: [""]
  resources: [events]
  verbs: [get, create, patch]
{{- end }}
