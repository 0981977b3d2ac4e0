//! Reads a session description leniently: unknown lines are passed over, what we use is checked.

use super::{BYTES_MAX, CodecPt, Direction, FORMATS_MAX, LINES_MAX, MEDIA_MAX, Medium, Remote, SdpError};
use crate::codec::Codec;
use std::net::{IpAddr, SocketAddr};

/// What stands before the first `m=` and counts for every medium that says nothing else.
#[derive(Clone, Default)]
struct Common {
    address: Address,
    direction: Direction,
}

/// A `c=` line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Address {
    #[default]
    Unsaid,
    Ip(IpAddr),
    /// A name, which we do not look up, or a group, to which we do not send.
    Unusable,
}

/// One medium while it is read.
struct Draft {
    medium: Medium,
    port: u16,
    formats: Vec<u8>,
    common: Common,
    /// Payload type and what it is mapped to.
    maps: Vec<(u8, String)>,
    rtcp: Option<(u16, Address)>,
    ptime: Option<u32>,
    is_rtcp_mux: bool,
}

pub fn parse(text: &str) -> Result<Remote, SdpError> {
    if text.len() > BYTES_MAX {
        return Err(SdpError::TooLarge);
    }
    let mut common = Common::default();
    let mut drafts: Vec<Draft> = Vec::new();
    let mut has_version = false;
    for (index, raw) in text.split(['\n', '\r']).filter(|raw| !raw.trim().is_empty()).enumerate() {
        if index >= LINES_MAX {
            return Err(SdpError::TooMany("1000 lines"));
        }
        let number = index + 1;
        let bad = |what| SdpError::BadLine { line: number, what };
        let (kind, value) = raw.trim().split_once('=').unwrap_or_default();
        let value = value.trim();
        if !has_version {
            if kind != "v" || value != "0" {
                return Err(SdpError::NoVersion);
            }
            has_version = true;
            continue;
        }
        match kind {
            "m" if drafts.len() >= MEDIA_MAX => return Err(SdpError::TooMany("16 media")),
            "m" => drafts.push(medium(value, &common).map_err(bad)?),
            "c" => {
                let address = connection(value).ok_or(bad("`c=` is not `IN IP4` or `IN IP6` and an address"))?;
                drafts.last_mut().map_or(&mut common, |draft| &mut draft.common).address = address;
            }
            "a" => attribute(value, drafts.last_mut(), &mut common).map_err(bad)?,
            _ => {}
        }
    }
    if !has_version {
        return Err(SdpError::NoVersion);
    }
    choose(drafts)
}

/// `audio 5004/2 RTP/AVP 8 0 101`
fn medium(value: &str, common: &Common) -> Result<Draft, &'static str> {
    let mut words = value.split_ascii_whitespace();
    let mut word = || words.next().ok_or("`m=` wants a medium, a port, a protocol and formats");
    let (kind, port, protocol) = (word()?, word()?, word()?);
    let formats: Vec<&str> = words.collect();
    let first = formats.first().ok_or("`m=` names no format")?;
    if formats.len() > FORMATS_MAX {
        return Err("`m=` names more than 64 formats");
    }
    let port = port.split('/').next().unwrap_or(port).parse().map_err(|_| "the port is not a number up to 65535")?;
    let is_token = |text: &str| text.chars().all(|c| c.is_ascii_graphic());
    if ![kind, protocol, first].into_iter().all(is_token) {
        return Err("`m=` holds what is not ASCII");
    }
    let medium = Medium { kind: kind.into(), protocol: protocol.into(), format: (*first).into() };
    let formats = formats.iter().filter_map(|format| format.parse().ok()).filter(|&pt: &u8| pt < 128).collect();
    let common = common.clone();
    Ok(Draft { medium, port, formats, common, maps: Vec::new(), rtcp: None, ptime: None, is_rtcp_mux: false })
}

/// `IN IP4 192.0.2.1/127`
fn connection(value: &str) -> Option<Address> {
    let mut words = value.split_ascii_whitespace();
    let (net, family, host) = (words.next()?, words.next()?, words.next()?);
    if !net.eq_ignore_ascii_case("IN") || !["IP4", "IP6"].iter().any(|f| family.eq_ignore_ascii_case(f)) {
        return None;
    }
    let host = host.split('/').next().unwrap_or(host);
    Some(match host.parse::<IpAddr>() {
        Ok(ip) if !is_group(ip) => Address::Ip(ip),
        Ok(_) | Err(_) => Address::Unusable,
    })
}

fn is_group(ip: IpAddr) -> bool {
    ip.is_multicast() || matches!(ip, IpAddr::V4(v4) if v4.is_broadcast())
}

fn attribute(value: &str, draft: Option<&mut Draft>, common: &mut Common) -> Result<(), &'static str> {
    let (name, value) = value.split_once(':').map_or((value, ""), |(name, value)| (name.trim(), value.trim()));
    let direction = match name {
        "sendrecv" => Some(Direction::SendRecv),
        "sendonly" => Some(Direction::SendOnly),
        "recvonly" => Some(Direction::RecvOnly),
        "inactive" => Some(Direction::Inactive),
        _ => None,
    };
    let Some(draft) = draft else {
        common.direction = direction.unwrap_or(common.direction);
        return Ok(());
    };
    draft.common.direction = direction.unwrap_or(draft.common.direction);
    match name {
        "rtpmap" => {
            let (pt, map) = value.split_once(|c: char| c.is_ascii_whitespace()).ok_or("`a=rtpmap` is cut short")?;
            let pt: u8 = pt.parse().map_err(|_| "`a=rtpmap` has no payload type")?;
            if draft.maps.len() < FORMATS_MAX {
                draft.maps.push((pt, map.trim().to_owned()));
            }
        }
        // Some peers write `20.0`; nonsense means the default.
        "ptime" => {
            let whole = value.split('.').next().and_then(|whole| whole.parse().ok());
            draft.ptime = whole.filter(|ms| (10..=60).contains(ms));
        }
        "rtcp-mux" => draft.is_rtcp_mux = true,
        // `53020` or `53020 IN IP4 192.0.2.1` (RFC 3605).
        "rtcp" => {
            let (port, rest) = value.split_once(' ').unwrap_or((value, ""));
            draft.rtcp = port.parse().ok().map(|port| (port, connection(rest).unwrap_or_default()));
        }
        _ => {}
    }
    Ok(())
}

/// The audio we talk to: the first plain one with a codec we know, else the first plain one, so that the error tells
/// what is missing.
fn choose(drafts: Vec<Draft>) -> Result<Remote, SdpError> {
    let is_plain = |draft: &Draft| {
        let protocol = &draft.medium.protocol;
        draft.medium.kind.eq_ignore_ascii_case("audio")
            && draft.port != 0
            && ["RTP/AVP", "RTP/AVPF"].iter().any(|plain| protocol.eq_ignore_ascii_case(plain))
    };
    let audio = drafts
        .iter()
        .position(|draft| is_plain(draft) && !draft.codecs().is_empty())
        .or_else(|| drafts.iter().position(is_plain))
        .ok_or(SdpError::NoAudio)?;
    let draft = &drafts[audio];
    let address = match draft.common.address {
        Address::Ip(ip) => Some(SocketAddr::new(ip, draft.port)),
        Address::Unsaid | Address::Unusable => None,
    };
    let rtcp = match draft.rtcp {
        Some((port, Address::Ip(ip))) => Some(SocketAddr::new(ip, port)),
        Some((port, Address::Unsaid)) => address.map(|address| SocketAddr::new(address.ip(), port)),
        Some((_, Address::Unusable)) | None => None,
    };
    let telephone_events = draft.telephone_events();
    let at_8_khz = telephone_events.iter().find(|event| event.1 == 8_000);
    Ok(Remote {
        address,
        rtcp: rtcp.filter(|rtcp| rtcp.port() != 0),
        direction: draft.common.direction,
        codecs: draft.codecs(),
        telephone_event: at_8_khz.or(telephone_events.first()).map(|event| event.0),
        ptime: draft.ptime,
        is_rtcp_mux: draft.is_rtcp_mux,
        telephone_events,
        audio,
        media: drafts.into_iter().map(|draft| draft.medium).collect(),
    })
}

impl Draft {
    fn map_of(&self, pt: u8) -> Option<&str> {
        self.maps.iter().find(|map| map.0 == pt).map(|map| map.1.as_str())
    }

    fn codecs(&self) -> Vec<CodecPt> {
        let known = |&pt: &u8| {
            let codec = match self.map_of(pt) {
                Some(map) => Codec::from_rtpmap(map),
                None => Codec::from_static(pt),
            }?;
            Some(CodecPt { codec, pt })
        };
        self.formats.iter().filter_map(known).collect()
    }

    fn telephone_events(&self) -> Vec<(u8, u32)> {
        let event = |&pt: &u8| {
            let (name, clock) = self.map_of(pt)?.split_once('/')?;
            let clock = clock.split('/').next()?.trim().parse().ok()?;
            (name.trim().eq_ignore_ascii_case("telephone-event") && (8_000..=48_000).contains(&clock))
                .then_some((pt, clock))
        };
        self.formats.iter().filter_map(event).collect()
    }
}
