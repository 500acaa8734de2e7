{{- define "inkling.labels" -}}
app.kubernetes.io/part-of: inkling
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{/* What selects the pods of a service. Takes (dict "root" $ "name" …). */}}
{{- define "inkling.selector" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}

{{- define "inkling.fullname" -}}
{{ .root.Release.Name }}-{{ .name }}
{{- end }}

{{/* URLs of a service: of each process if tenants have a home among them, otherwise of all together. */}}
{{- define "inkling.url" -}}
{{- $service := index .root.Values.services .name -}}
{{- $fullname := include "inkling.fullname" . -}}
{{- if $service.isHome -}}
{{- range $n := until (int $service.replicas) }}{{ if $n }},{{ end }}http://{{ $fullname }}-{{ $n }}.{{ $fullname }}:8080{{ end -}}
{{- else -}}
http://{{ $fullname }}:8080
{{- end -}}
{{- end }}

{{- define "inkling.image" -}}
{{- $image := .root.Values.image -}}
{{- if and $image.digest (not .tag) -}}
{{ $image.repository }}@{{ $image.digest }}
{{- else -}}
{{ $image.repository }}:{{ .tag | default $image.tag }}
{{- end -}}
{{- end }}

{{/* The restricted Pod Security Standard. */}}
{{- define "inkling.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
seccompProfile: { type: RuntimeDefault }
{{- end }}
{{- define "inkling.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{- define "inkling.fromSecret" -}}
- name: {{ .variable }}
  valueFrom: { secretKeyRef: { name: {{ .root.Values.secret }}, key: {{ .key | default .variable }} } }
{{- end }}

{{/* The pods of a service. Takes (dict "root" $ "name" … "service" … "track" … "tag" …). */}}
{{- define "inkling.pod" -}}
metadata:
  labels:
    {{- include "inkling.labels" .root | nindent 4 }}
    {{- include "inkling.selector" . | nindent 4 }}
    track: {{ .track }}
spec:
  serviceAccountName: {{ .root.Release.Name }}
  automountServiceAccountToken: false
  {{- with .root.Values.pullSecrets }}
  imagePullSecrets: {{ toYaml . | nindent 4 }}
  {{- end }}
  # 5 s in which it is no longer ready, and 15 s in which it ends.
  terminationGracePeriodSeconds: 30
  securityContext: {{ include "inkling.podSecurity" . | nindent 4 }}
  topologySpreadConstraints:
    {{- range $key, $when := dict "kubernetes.io/hostname" "ScheduleAnyway" "topology.kubernetes.io/zone" "ScheduleAnyway" }}
    - maxSkew: 1
      topologyKey: {{ $key }}
      whenUnsatisfiable: {{ $when }}
      labelSelector: { matchLabels: { {{ include "inkling.selector" $ | replace "\n" ", " }} } }
    {{- end }}
  containers:
    - name: {{ .name }}
      image: {{ include "inkling.image" . }}
      imagePullPolicy: {{ .root.Values.image.pullPolicy }}
      args:
        - --max-semi-space-size={{ .service.semiSpaceMegabytes | default 2 }}
        - services/{{ .name }}/src/start/server.ts
      ports: [{ name: http, containerPort: 8080 }]
      env:
        - { name: DRAIN_MS, value: "5000" }
        - { name: TRUST_PROXY, value: {{ .root.Values.trustProxy | quote }} }
        {{- range $other, $_ := .root.Values.services }}
        - { name: {{ upper $other }}_URL, value: {{ include "inkling.url" (dict "root" $.root "name" $other) | quote }} }
        {{- end }}
        - { name: TRACE_STORE_URL, value: "http://{{ .root.Release.Name }}-maintenance:8080" }
        {{- range $key := list "SIGNING_SECRET" "AUDIT_SECRET" "CACHE_REDIS_URL" "QUEUE_REDIS_URL" }}
        {{- include "inkling.fromSecret" (dict "root" $.root "variable" $key) | nindent 8 }}
        {{- end }}
        {{- $key := printf "%s_PASSWORD" (upper .name) }}
        {{- include "inkling.fromSecret" (dict "root" .root "variable" "DATABASE_PASSWORD" "key" $key) | nindent 8 }}
        {{- $postgres := .root.Values.postgres }}
        {{- $login := printf "postgres://inkling_%s:$(DATABASE_PASSWORD)@" .name }}
        - { name: DATABASE_URL, value: {{ print $login ($postgres.pooler | default $postgres.address) | quote }} }
        {{- if $postgres.pooler }}
        - { name: DIRECT_DATABASE_URL, value: {{ print $login $postgres.address | quote }} }
        {{- end }}
        {{- if $postgres.replicas }}
        - { name: READ_DATABASE_URLS, value: {{ print $login (join (print "," $login) $postgres.replicas) | quote }} }
        - { name: READ_STALENESS_MS, value: {{ $postgres.stalenessMs | quote }} }
        {{- end }}
        {{- with .root.Values.cdn }}
        {{- if and .purgeUrl (eq $.name "gateway") }}
        - { name: CDN_PURGE_URL, value: {{ .purgeUrl | quote }} }
        - { name: CDN_MAX_AGE, value: {{ .maxAgeSeconds | quote }} }
        {{- if .tokenKey }}
        {{- include "inkling.fromSecret" (dict "root" $.root "variable" "CDN_PURGE_TOKEN" "key" .tokenKey) | nindent 8 }}
        {{- end }}
        {{- end }}
        {{- end }}
        {{- range $key, $value := merge (dict) .service.env .root.Values.env }}
        - { name: {{ $key }}, value: {{ $value | quote }} }
        {{- end }}
      # A start loads models, which may take a while.
      startupProbe: { httpGet: { path: /livez, port: http }, periodSeconds: 2, failureThreshold: 60 }
      livenessProbe: { httpGet: { path: /livez, port: http }, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 }
      readinessProbe: { httpGet: { path: /readyz, port: http }, periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 2 }
      resources: {{ toYaml .service.resources | nindent 8 }}
      securityContext: {{ include "inkling.containerSecurity" . | nindent 8 }}
      volumeMounts: [{ name: tmp, mountPath: /tmp }]
  volumes: [{ name: tmp, emptyDir: { sizeLimit: 1Gi } }]
{{- end }}
