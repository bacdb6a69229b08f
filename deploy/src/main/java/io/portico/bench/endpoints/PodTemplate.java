package io.portico.bench.endpoints;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.portico.bench.endpoints.World.PodOf;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Pods of the size and shape that clusters have, some 5 kB each with what the API server adds. */
final class PodTemplate {

    private PodTemplate() {}

    /** As a scheduler leaves it. */
    static Pod pod(PodOf pod, String node) {
        return Serialization.unmarshal("""
            apiVersion: v1
            kind: Pod
            metadata:
              namespace: %1$s
              name: %2$s
              labels: {app.kubernetes.io/name: s%3$d, app.kubernetes.io/instance: s%3$d, pod-template-hash: 7c9d8f6b54}
              annotations:
                prometheus.io/scrape: "true"
                kubectl.kubernetes.io/restartedAt: "2026-11-01T08:00:00Z"
                checksum/config: 7d865e959b2466918c9863afca942d0fb89d7c9ac0c99bafc3749504ded97730
              ownerReferences:
                - {apiVersion: apps/v1, kind: ReplicaSet, name: s%3$d-7c9d8f6b54, uid: 3c7e9f1a-8f0e-4c53-9d0e-52a4b3a1c001, controller: true, blockOwnerDeletion: true}
            spec:
              nodeName: %4$s
              serviceAccountName: s%3$d
              volumes:
                - {name: config, configMap: {name: s%3$d-config}}
                - name: token
                  projected:
                    sources:
                      - serviceAccountToken: {path: token, expirationSeconds: 3607}
                      - configMap: {name: kube-root-ca.crt, items: [{key: ca.crt, path: ca.crt}]}
              tolerations:
                - {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 300}
                - {key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 300}
              containers:
                - name: app
                  image: registry.example.com/shop/s%3$d:1.27.3
                  args: [--listen=:8080, --log-format=json, --config=/etc/app/config.yaml]
                  ports:
                    - {name: http, containerPort: 8080}
                    - {name: metrics, containerPort: 9090}
                  env:
                    - {name: DATABASE_URL, value: "postgres://db.shop.svc.cluster.local:5432/s%3$d"}
                    - {name: CACHE_URL, value: "redis://cache.shop.svc.cluster.local:6379"}
                    - {name: POD_IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
                    - {name: PASSWORD, valueFrom: {secretKeyRef: {name: s%3$d, key: password}}}
                  resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
                  volumeMounts:
                    - {name: config, mountPath: /etc/app, readOnly: true}
                    - {name: token, mountPath: /var/run/secrets/kubernetes.io/serviceaccount, readOnly: true}
                  livenessProbe: {httpGet: {path: /live, port: http}, periodSeconds: 10}
                  readinessProbe: {httpGet: {path: /ready, port: http}, periodSeconds: 5}
                  securityContext: {allowPrivilegeEscalation: false, runAsNonRoot: true, capabilities: {drop: [ALL]}}
            """.formatted(pod.namespace(), pod.name(), pod.service(), node), Pod.class);
    }

    /** With a status as a kubelet writes it. */
    static Pod running(Pod pod, String address, boolean ready) {
        pod.setStatus(Serialization.unmarshal(
                """
            phase: Running
            hostIP: 172.31.0.11
            hostIPs: [{ip: 172.31.0.11}]
            podIP: %1$s
            podIPs: [{ip: %1$s}]
            qosClass: Burstable
            startTime: "%3$s"
            conditions:
              - {type: PodReadyToStartContainers, status: "True", lastTransitionTime: "%3$s"}
              - {type: Initialized, status: "True", lastTransitionTime: "%3$s"}
              - {type: PodScheduled, status: "True", lastTransitionTime: "%3$s"}
              - {type: ContainersReady, status: "%2$s", lastTransitionTime: "%3$s"}
              - {type: Ready, status: "%2$s", lastTransitionTime: "%3$s"}
            containerStatuses:
              - name: app
                ready: %4$s
                restartCount: 0
                started: true
                image: registry.example.com/shop/app:1.27.3
                imageID: registry.example.com/shop/app@sha256:0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9
                containerID: containerd://5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e
                state: {running: {startedAt: "%3$s"}}
            """.formatted(address, condition(ready), now(), ready),
                io.fabric8.kubernetes.api.model.PodStatus.class));
        return pod;
    }

    /** The JSON merge patch that turns it ready, or not ready. */
    static String readiness(boolean ready) {
        return """
            {"status": {"conditions": [
              {"type": "PodReadyToStartContainers", "status": "True", "lastTransitionTime": "%1$s"},
              {"type": "Initialized", "status": "True", "lastTransitionTime": "%1$s"},
              {"type": "PodScheduled", "status": "True", "lastTransitionTime": "%1$s"},
              {"type": "ContainersReady", "status": "%2$s", "lastTransitionTime": "%1$s"},
              {"type": "Ready", "status": "%2$s", "lastTransitionTime": "%1$s"}]}}
            """.formatted(now(), condition(ready));
    }

    private static String condition(boolean ready) {
        return ready ? "True" : "False";
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
