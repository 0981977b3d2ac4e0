//! G.711, both laws, as tables made at compile time (ITU-T G.711, tables 1 and 2).

/// Every A-law byte as a 16-bit sample.
pub const ALAW_TO_LINEAR: [i16; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = expand_alaw(byte as u8);
        byte += 1;
    }
    table
};

/// Every µ-law byte as a 16-bit sample.
pub const ULAW_TO_LINEAR: [i16; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = expand_ulaw(byte as u8);
        byte += 1;
    }
    table
};

/// A-law to µ-law without samples between.
pub const ALAW_TO_ULAW: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = linear_to_ulaw(expand_alaw(byte as u8));
        byte += 1;
    }
    table
};

/// µ-law to A-law without samples between.
pub const ULAW_TO_ALAW: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = linear_to_alaw(expand_ulaw(byte as u8));
        byte += 1;
    }
    table
};

/// A-law of digital silence.
pub const ALAW_SILENCE: u8 = linear_to_alaw(0);
/// µ-law of digital silence.
pub const ULAW_SILENCE: u8 = linear_to_ulaw(0);

pub const fn alaw_to_linear(byte: u8) -> i16 {
    ALAW_TO_LINEAR[byte as usize]
}

pub const fn ulaw_to_linear(byte: u8) -> i16 {
    ULAW_TO_LINEAR[byte as usize]
}

/// Rewrites a payload in place.
pub fn alaw_to_ulaw(payload: &mut [u8]) {
    payload.iter_mut().for_each(|byte| *byte = ALAW_TO_ULAW[usize::from(*byte)]);
}

/// Rewrites a payload in place.
pub fn ulaw_to_alaw(payload: &mut [u8]) {
    payload.iter_mut().for_each(|byte| *byte = ULAW_TO_ALAW[usize::from(*byte)]);
}

pub const fn linear_to_alaw(sample: i16) -> u8 {
    // 13-bit magnitude; negative values are mirrored one step below zero, so that both halves have as many steps.
    let (magnitude, mask) = if sample >= 0 { (sample as u32 >> 3, 0xD5) } else { ((!sample) as u32 >> 3, 0x55) };
    // Segment 0 and 1 share the step of 2; each further one doubles it.
    let segment = if magnitude < 0x20 { 0 } else { 27 - magnitude.leading_zeros() };
    let shift = if segment < 2 { 1 } else { segment };
    ((segment << 4 | (magnitude >> shift & 0x0F)) as u8) ^ mask
}

pub const fn linear_to_ulaw(sample: i16) -> u8 {
    let (magnitude, mask) = if sample >= 0 { (sample as u32 >> 2, 0xFF) } else { ((!sample) as u32 >> 2, 0x7F) };
    let clipped = if magnitude > 8_158 { 8_158 } else { magnitude };
    let biased = clipped + 33;
    let segment = 26 - biased.leading_zeros();
    ((segment << 4 | (biased >> (segment + 1) & 0x0F)) as u8) ^ mask
}

const fn expand_alaw(byte: u8) -> i16 {
    let code = byte ^ 0x55;
    let step = ((code & 0x0F) as i16) << 4;
    let magnitude = match (code & 0x70) >> 4 {
        0 => step + 8,
        segment => (step + 0x108) << (segment - 1),
    };
    if code & 0x80 != 0 { magnitude } else { -magnitude }
}

const fn expand_ulaw(byte: u8) -> i16 {
    let code = !byte;
    let biased = ((((code & 0x0F) as i16) << 3) + 0x84) << ((code & 0x70) >> 4);
    if code & 0x80 != 0 { 0x84 - biased } else { biased - 0x84 }
}
