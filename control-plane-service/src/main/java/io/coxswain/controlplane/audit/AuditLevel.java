package io.coxswain.controlplane.audit;

/** How much of a request is kept; named as a policy names it. */
enum AuditLevel {
    None,
    Metadata,
    Request,
    RequestResponse;

    boolean keeps(AuditLevel part) {
        return compareTo(part) >= 0;
    }
}
