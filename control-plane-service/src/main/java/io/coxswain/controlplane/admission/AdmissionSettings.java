package io.coxswain.controlplane.admission;

/**
 * What admission rests on beside the objects.
 *
 * @param requiresServiceAccounts false where no controller runs that gives each namespace its {@code default} account
 * @param mountsTokens whether Pods get the volume with the token of their ServiceAccount
 */
public record AdmissionSettings(boolean requiresServiceAccounts, boolean mountsTokens) {}
