package io.coxswain.node.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;

/** The files are byte for byte those that an assembler made of the same steps, and that were tried on both machines. */
class PauseProgramTest {
    @Test
    void amd64IsWhatTheAssemblerMade() {
        assertThat(Base64.getEncoder().encodeToString(PauseProgram.AMD64.file()))
                .isEqualTo("f0VMRgIBAQAAAAAAAAAAAAIAPgABAAAAeABAAAAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAEAAOAABAAAAAAAAAAEA"
                        + "AAAFAAAAAAAAAAAAAAAAAEAAAAAAAAAAQAAAAAAAzAAAAAAAAADMAAAAAAAAAAAQAAAAAAAAaAJAAQBqDlgx/0iN"
                        + "NCSZaghBWg8FuIAAAABIjTwkMfYx0moIQVoPBTwRdBE8AnQEPA914bjnAAAAMf8PBWo9WEiDz/8x9moBWkUx0g8F"
                        + "hcB/6+vB");
    }

    @Test
    void arm64IsWhatTheAssemblerMade() {
        assertThat(Base64.getEncoder().encodeToString(PauseProgram.ARM64.file()))
                .isEqualTo("f0VMRgIBAQAAAAAAAAAAAAIAtwABAAAAeABAAAAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAEAAOAABAAAAAAAAAAEA"
                        + "AAAFAAAAAAAAAAAAAAAAAEAAAAAAAAAAQAAAAAAA/AAAAAAAAAD8AAAAAAAAAAAAAQAAAAAASACI0igAoPLoDx/4"
                        + "6BCA0gAAgNLhAwCRAgCA0gMBgNIBAADUKBGA0uADAJEBAIDSAgCA0gMBgNIBAADUH0QA8QABAFQfCADxYAAAVB88"
                        + "APGh/v9UyAuA0gAAgNIBAADUiCCA0gAAgJIBAIDSIgCA0gMAgNIBAADUHwAA8Sz//1Tp//8X");
    }
}
