package io.coxswain.node.image;

import java.util.regex.Pattern;

/** The name of an image: a repository, and a tag or digest where it has one. */
public record ImageReference(String text) {
    private static final String ALPHANUMERIC = "[a-z0-9]+";
    private static final String COMPONENT = ALPHANUMERIC + "(?:(?:\\.|_|__|-+)" + ALPHANUMERIC + ")*";
    private static final String HOST_PART = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
    private static final String HOST = HOST_PART + "(?:\\." + HOST_PART + ")*(?::[0-9]+)?";
    private static final String TAG = "[\\w][\\w.-]{0,127}";
    private static final String DIGEST = "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}";
    private static final Pattern FORM = Pattern.compile(
            "(?:" + HOST + "/)?" + COMPONENT + "(?:/" + COMPONENT + ")*(?::(" + TAG + "))?(?:@(" + DIGEST + "))?");
    private static final int LONGEST = 255;

    /** Throws IllegalArgumentException, saying why, for a text that names no image. */
    public static ImageReference parse(String text) {
        if (text.length() > LONGEST || !FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("couldn't parse image name \"" + text + "\": invalid reference format");
        }
        return new ImageReference(text);
    }

    /** With the tag that applies when none is given. */
    public String complete() {
        var form = FORM.matcher(text);
        return form.matches() && form.group(1) == null && form.group(2) == null ? text + ":latest" : text;
    }

    public boolean isLatest() {
        return complete().endsWith(":latest");
    }
}
