package io.coxswain.controlplane.store;

/** The form in which bodies lie in the database. Its methods are called by several threads. */
public interface BodyCodec {
    /** Bodies as they are. */
    BodyCodec PLAIN = new BodyCodec() {
        @Override
        public byte[] encode(StoreKey key, Body body) {
            return body.stored();
        }

        @Override
        public Body decode(StoreKey key, byte[] stored) {
            return Body.ofStored(stored);
        }
    };

    /** What is written to the database for the object of this key; the array is not changed afterwards. */
    byte[] encode(StoreKey key, Body body);

    /**
     * Reads what {@link #encode} gave for the same key.
     *
     * @throws IllegalStateException where it cannot be read
     */
    Body decode(StoreKey key, byte[] stored);
}
