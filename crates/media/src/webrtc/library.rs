//! How the WebRTC library is set up: ICE-lite, RTP in and out as it is, one codec, one certificate for all.

use crate::codec::Codec;
use std::sync::{Arc, LazyLock};
use std::time::Instant;
use str0m::Rtc;
use str0m::crypto::CryptoProvider;
use str0m::crypto::dtls::DtlsCert;
use str0m::format::{Codec as Format, FormatParams};
use str0m::media::Frequency;
use str0m::rtp::Extension;

struct Identity {
    provider: Arc<CryptoProvider>,
    certificate: DtlsCert,
}

/// One self-signed certificate for the life of the process: browsers check its fingerprint, which stands in each answer.
static IDENTITY: LazyLock<Option<Identity>> = LazyLock::new(|| {
    let provider = Arc::new(str0m::crypto::from_feature_flags());
    let certificate = provider.dtls_provider.generate_certificate()?;
    Some(Identity { provider, certificate })
});

/// A session for one audio stream in one codec; none when no certificate could be made.
pub fn session(codec: Codec, now: Instant) -> Option<Rtc> {
    let identity = IDENTITY.as_ref()?;
    let mut config = Rtc::builder()
        .set_crypto_provider(identity.provider.clone())
        .set_dtls_cert(identity.certificate.clone())
        .set_ice_lite(true)
        .set_rtp_mode(true)
        .clear_codecs()
        // One audio stream needs no header extension but the one that names it; feedback for congestion is video's.
        .clear_extension_map()
        .set_extension(4, Extension::RtpMid);
    let codecs = config.codec_config();
    match codec {
        Codec::Pcma => codecs.enable_pcma(true, false),
        Codec::Pcmu => codecs.enable_pcmu(true, false),
        Codec::G722 => codecs.enable_g722(true, false),
        Codec::Opus => codecs.enable_opus(true, false),
    }
    let mut event = |pt: u8, clock| {
        codecs.add_config(pt.into(), None, Format::Tele, clock, None, FormatParams::parse_line("0-15"));
    };
    event(126, Frequency::EIGHT_KHZ);
    if codec == Codec::Opus {
        event(110, Frequency::FORTY_EIGHT_KHZ);
    }
    Some(config.build(now))
}

/// The library's name of a codec.
pub fn format_of(codec: Codec) -> Format {
    match codec {
        Codec::Pcma => Format::PCMA,
        Codec::Pcmu => Format::PCMU,
        Codec::G722 => Format::G722,
        Codec::Opus => Format::Opus,
    }
}
