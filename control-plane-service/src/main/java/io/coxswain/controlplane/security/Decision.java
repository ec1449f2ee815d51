package io.coxswain.controlplane.security;

import java.util.function.Supplier;

/** Whether an action is allowed, and why; the reason is worded only when somebody asks. */
public record Decision(boolean allowed, Supplier<String> words) {
    private static final Decision NO_OPINION = new Decision(false, () -> "");
    private static final Decision ALLOWED = new Decision(true, () -> "");

    public static Decision allow() {
        return ALLOWED;
    }

    public static Decision allow(Supplier<String> reason) {
        return new Decision(true, reason);
    }

    public static Decision noOpinion() {
        return NO_OPINION;
    }

    public static Decision noOpinion(Supplier<String> reason) {
        return new Decision(false, reason);
    }

    public String reason() {
        return words.get();
    }
}
