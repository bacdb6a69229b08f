package io.portico.ingress.model.objects;

/**
 * The backend that an Ingress names.
 *
 * @param field where it stands: {@code spec.defaultBackend}
 * @param service the Service's name; empty where the backend is no Service
 * @param portName empty where the port is named by its number
 * @param portNumber 0 where it is named by its name, or not at all
 */
public record ServiceRef(String field, String service, String portName, int portNumber) {
    /** Whether it names a Service at all. */
    public boolean isService() {
        return !service.isEmpty();
    }

    /** The port as it is written; {@code ?} where it is not. */
    public String port() {
        if (!portName.isEmpty()) {
            return portName;
        }
        return portNumber == 0 ? "?" : Integer.toString(portNumber);
    }
}
