package io.coxswain.controlplane.controller.autoscaling;

import tools.jackson.databind.node.ObjectNode;

/** What one metric asks for, what it is called in messages, and what the status says of it. */
record MetricProposal(int replicas, String name, ObjectNode status) {}
