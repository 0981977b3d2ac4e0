//! Reads a browser's offer before the library does: checks what it is, picks the codec, drops what we do not need.

use super::WebrtcError;
use crate::codec::Codec;

/// Browsers' audio offers have 3 to 8 KiB.
const BYTES_MAX: usize = 64 * 1024;
const LINES_MAX: usize = 1_000;

/// A-law first: it is what trunks speak. Opus before G.722 because both are transcoded and Opus survives loss.
pub const PREFERENCE: [Codec; 4] = [Codec::Pcma, Codec::Pcmu, Codec::Opus, Codec::G722];

/// An offer of one audio medium.
#[derive(Debug)]
pub struct CleanOffer {
    pub text: String,
    pub codec: Codec,
}

impl CleanOffer {
    pub fn read(sdp: &str, preference: &[Codec]) -> Result<CleanOffer, WebrtcError> {
        if sdp.len() > BYTES_MAX {
            return Err(WebrtcError::BadOffer("it has more than 64 KiB"));
        }
        let (mut text, mut media, mut offered, mut formats) = (String::with_capacity(sdp.len()), 0, Vec::new(), "");
        for (index, line) in sdp.lines().map(str::trim).filter(|line| !line.is_empty()).enumerate() {
            if index >= LINES_MAX {
                return Err(WebrtcError::BadOffer("it has more than 1000 lines"));
            }
            if let Some(medium) = line.strip_prefix("m=") {
                media += 1;
                formats = medium.strip_prefix("audio ").ok_or(WebrtcError::BadOffer("it wants more than audio"))?;
            }
            if let Some((pt, map)) = line.strip_prefix("a=rtpmap:").and_then(|map| map.split_once(' ')) {
                offered.extend(Codec::from_rtpmap(map).filter(|_| formats.split(' ').skip(2).any(|f| f == pt)));
            }
            // We never send checks (ICE-lite), so the browser's addresses, `.local` names among them, tell us nothing:
            // it is known by the checks it sends.
            if !line.starts_with("a=candidate:") && !line.starts_with("a=end-of-candidates") {
                text.push_str(line);
                text.push_str("\r\n");
            }
        }
        if media != 1 {
            return Err(WebrtcError::BadOffer("it has not exactly one medium"));
        }
        let statics = formats.split(' ').skip(2).filter_map(|format| format.parse().ok());
        offered.extend(statics.filter_map(Codec::from_static));
        let codec = preference.iter().copied().find(|codec| offered.contains(codec));
        Ok(CleanOffer { text, codec: codec.ok_or(WebrtcError::NoCommonCodec)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHROME: &str = "v=0\r\no=- 46117 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n\
        m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\n\
        a=candidate:1 1 udp 2113937151 5d6a-41.local 60000 typ host\r\na=end-of-candidates\r\n\
        a=rtpmap:111 opus/48000/2\r\na=rtpmap:63 red/48000/2\r\na=rtpmap:9 G722/8000\r\na=rtpmap:0 PCMU/8000\r\n\
        a=rtpmap:8 PCMA/8000\r\na=rtpmap:110 telephone-event/48000\r\na=rtpmap:126 telephone-event/8000\r\n";

    #[test]
    fn the_codec_is_the_first_preferred_that_is_offered() {
        let only = |formats: &str| CHROME.replace("111 63 9 0 8 13 110 126", formats);
        let cases = [
            (CHROME.to_owned(), Ok(Codec::Pcma)),
            (only("111 0"), Ok(Codec::Pcmu)),
            (only("9 111"), Ok(Codec::Opus)),
            (only("9"), Ok(Codec::G722)),
            (only("63 110"), Err("the browser's offer has no audio codec we share")),
            (CHROME.replace("m=audio", "m=video"), Err("the browser's offer is not usable: it wants more than audio")),
            (
                format!("{CHROME}m=audio 9 UDP/TLS/RTP/SAVPF 8\r\n"),
                Err("the browser's offer is not usable: it has not exactly one medium"),
            ),
            (String::new(), Err("the browser's offer is not usable: it has not exactly one medium")),
            ("a=x\n".repeat(2_000), Err("the browser's offer is not usable: it has more than 1000 lines")),
        ];
        for (sdp, expected) in cases {
            let outcome = CleanOffer::read(&sdp, &PREFERENCE).map(|offer| offer.codec).map_err(|e| e.to_string());
            assert_eq!(outcome, expected.map_err(str::to_owned), "{sdp:.300}");
        }
    }

    #[test]
    fn candidates_are_dropped_and_the_rest_is_kept() {
        let offer = CleanOffer::read(CHROME, &PREFERENCE).expect("a good offer");
        assert!(!offer.text.contains("candidate"));
        assert_eq!(offer.text.lines().count(), CHROME.lines().count() - 2);
    }
}
