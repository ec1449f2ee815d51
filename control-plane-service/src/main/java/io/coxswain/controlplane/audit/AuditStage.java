package io.coxswain.controlplane.audit;

/** When an event is written; named as a policy names it. */
enum AuditStage {
    RequestReceived,
    /** Before the body of an answer that goes on for long. */
    ResponseStarted,
    ResponseComplete,
    Panic
}
