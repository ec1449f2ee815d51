package io.coxswain.controlplane.scheduler.plugin;

import io.coxswain.controlplane.scheduler.framework.Plugin;

/** Brings raw scores to between 0 and the best, the highest one being the best. */
final class DefaultNormalisation {
    private DefaultNormalisation() {}

    /** @param reverse the lowest raw score is the best */
    static void apply(long[] scores, boolean reverse) {
        long most = 0;
        for (long score : scores) most = Math.max(most, score);
        for (int at = 0; at < scores.length; at++) {
            if (most == 0) {
                if (reverse) scores[at] = Plugin.Score.BEST;
                continue;
            }
            long score = Plugin.Score.BEST * scores[at] / most;
            scores[at] = reverse ? Plugin.Score.BEST - score : score;
        }
    }
}
