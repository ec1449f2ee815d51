package io.coxswain.node.sandbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;

/**
 * The program that every sandbox and holder runs: a static ELF file without a C library, about 200 bytes long. It
 * blocks INT, TERM and CHLD, waits for them with rt_sigtimedwait, reaps orphans on CHLD and exits with 0 on INT or
 * TERM. Blocked signals are queued for process 1 although their action is the default, so it needs no handlers.
 *
 * <p>The machine code stands below, one line an assembly step; the ELF header and the one program header (load the
 * whole file, readable and executable, at 0x400000) are written by {@link #file}.
 */
enum PauseProgram {
    AMD64(
            "amd64",
            62,
            0x1000,
            // push 0x14002 (INT, TERM, CHLD); rt_sigprocmask(BLOCK, rsp, 0, 8)
            "68024001006a0e5831ff488d3424996a08415a0f05"
                    // wait: rt_sigtimedwait(rsp, 0, 0, 8)
                    + "b880000000488d3c2431f631d26a08415a0f05"
                    // 17: reap; 2: quit; anything but 15: wait
                    + "3c1174113c0274043c0f75e1"
                    // quit: exit_group(0)
                    + "b8e700000031ff0f05"
                    // reap: wait4(-1, 0, WNOHANG, 0) while it finds one; then wait
                    + "6a3d584883cfff31f66a015a4531d20f0585c07febebc1"),
    ARM64(
            "arm64",
            183,
            0x10000,
            // x8 = 0x14002 on the stack; rt_sigprocmask(BLOCK, sp, 0, 8)
            "480088d22800a0f2e80f1ff8e81080d2000080d2e1030091020080d2030180d2010000d4"
                    // wait: rt_sigtimedwait(sp, 0, 0, 8)
                    + "281180d2e0030091010080d2020080d2030180d2010000d4"
                    // 17: reap; 2: quit; anything but 15: wait
                    + "1f4400f1000100541f0800f1600000541f3c00f1a1feff54"
                    // quit: exit_group(0)
                    + "c80b80d2000080d2010000d4"
                    // reap: wait4(-1, 0, WNOHANG, 0) while it finds one; then wait
                    + "882080d200008092010080d2220080d2030080d2010000d41f0000f12cffff54e9ffff17");

    private static final long BASE = 0x400000;
    private static final int FILE_HEADER = 64;
    private static final int PROGRAM_HEADER = 56;

    private final String architecture;
    private final int machine;
    private final long alignment;
    private final String code;

    PauseProgram(String architecture, int machine, long alignment, String code) {
        this.architecture = architecture;
        this.machine = machine;
        this.alignment = alignment;
        this.code = code;
    }

    /** Docker's name of the architecture. */
    String architecture() {
        return architecture;
    }

    byte[] file() {
        byte[] text = HexFormat.of().parseHex(code);
        int headers = FILE_HEADER + PROGRAM_HEADER;
        int size = headers + text.length;
        ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0);
        file.putShort((short) 2).putShort((short) machine).putInt(1);
        file.putLong(BASE + headers).putLong(FILE_HEADER).putLong(0).putInt(0);
        file.putShort((short) FILE_HEADER).putShort((short) PROGRAM_HEADER).putShort((short) 1);
        file.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        file.putInt(1).putInt(5).putLong(0).putLong(BASE).putLong(BASE);
        file.putLong(size).putLong(size).putLong(alignment);
        file.put(text);
        return file.array();
    }

    /** Writes the program of this machine's architecture to a file, for an image that is built without this class. */
    static void main(String[] arguments) throws IOException {
        PauseProgram program = System.getProperty("os.arch").equals("aarch64") ? ARM64 : AMD64;
        Path file = Files.write(Path.of(arguments[0]), program.file());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
