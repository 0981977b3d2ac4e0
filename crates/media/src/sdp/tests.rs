use super::*;
use proptest::prelude::*;

const YEALINK: &str = "v=0\r\no=- 20062 20062 IN IP4 192.168.1.20\r\ns=SDP data\r\nc=IN IP4 192.168.1.20\r\nt=0 0\r\n\
    m=audio 11782 RTP/AVP 9 0 8 18 101\r\na=rtpmap:9 G722/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n\
    a=rtpmap:18 G729/8000\r\na=fmtp:18 annexb=no\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n\
    a=ptime:20\r\na=sendrecv\r\n";
const SIPP: &str = "v=0\no=user1 53655765 2353687637 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\n\
    m=audio 6000 RTP/AVP 8\n";
const TRUNK: &str = "v=0\r\no=HuaweiSoftX3000 1073741831 1073741831 IN IP4 10.1.2.3\r\ns=Sip Call\r\n\
    c=IN IP4 10.1.2.3\r\nt=0 0\r\nm=audio 40004 RTP/AVP 8 0 4 18 97\r\na=rtpmap:97 telephone-event/8000\r\n\
    a=fmtp:97 0-15\r\na=ptime:20\r\nm=image 40006 udptl t38\r\n";
const BARESIP: &str = "v=0\r\no=- 3946200000 10 IN IP6 2001:db8::7\r\ns=-\r\nc=IN IP6 2001:db8::7\r\nt=0 0\r\n\
    a=tool:baresip 3.10.0\r\nm=audio 10500 RTP/AVP 96 8 97\r\nb=AS:125\r\na=rtpmap:96 opus/48000/2\r\n\
    a=fmtp:96 stereo=1;sprop-stereo=1\r\na=rtpmap:97 telephone-event/48000\r\na=rtcp:10501\r\na=rtcp-mux\r\n\
    a=ssrc:123 cname:x\r\na=ptime:20\r\nm=video 10600 RTP/AVP 98\r\na=rtpmap:98 H264/90000\r\n";
const LOCAL: &str = "198.51.100.9:20000";

fn local() -> SocketAddr {
    LOCAL.parse().expect("an address")
}

fn answered(offer: &str) -> (String, Negotiated) {
    let remote = Remote::parse(offer).expect("a good offer");
    answer(&remote, local(), (7, 1)).expect("a common codec")
}

fn lines<'a>(text: &'a str, start: &str) -> Vec<&'a str> {
    text.lines().filter(|line| line.starts_with(start)).collect()
}

#[test]
fn a_phone_is_answered_with_one_codec_and_its_keys() {
    let (text, agreed) = answered(YEALINK);
    let expected = "v=0\r\no=- 7 1 IN IP4 198.51.100.9\r\ns=-\r\nc=IN IP4 198.51.100.9\r\nt=0 0\r\n\
        m=audio 20000 RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\n\
        a=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n";
    assert_eq!(text, expected);
    assert_eq!((agreed.codec, agreed.pt, agreed.telephone_event), (Codec::Pcma, 8, Some(101)));
    assert_eq!(agreed.remote, "192.168.1.20:11782".parse().expect("an address"));
    assert_eq!(agreed.remote_rtcp.port(), 11783);
    assert!(agreed.may_send && agreed.may_receive && !agreed.is_held);
}

#[test]
fn codecs_are_chosen_by_our_preference_under_their_numbers() {
    // Offer, codec, payload type, telephone-event and its clock.
    let opus_only = BARESIP.replace("96 8 97", "96 97");
    let renumbered = SIPP.replace("AVP 8\n", "AVP 8 97\na=rtpmap:8 iLBC/8000\na=rtpmap:97 PCMU/8000\n");
    let two_events = opus_only.replace("96 97\r\n", "96 100 97\r\na=rtpmap:100 telephone-event/8000\r\n");
    let cases = [
        (SIPP, Codec::Pcma, 8, None, 8_000),
        (TRUNK, Codec::Pcma, 8, Some(97), 8_000),
        (BARESIP, Codec::Pcma, 8, None, 8_000),
        (&opus_only, Codec::Opus, 96, Some(97), 48_000),
        (&two_events, Codec::Opus, 96, Some(97), 48_000),
        (&renumbered, Codec::Pcmu, 97, None, 8_000),
    ];
    for (offer, codec, pt, event, clock) in cases {
        let agreed = answered(offer).1;
        assert_eq!((agreed.codec, agreed.pt, agreed.telephone_event), (codec, pt, event), "{offer}");
        assert_eq!(agreed.telephone_event_clock, clock, "{offer}");
    }
    let remote = Remote::parse(YEALINK).expect("a good offer");
    let (_, agreed) = answer_with(&remote, local(), (7, 1), &[Codec::Opus, Codec::G722]).expect("G.722");
    assert_eq!((agreed.codec, agreed.pt), (Codec::G722, 9));
}

#[test]
fn every_other_medium_is_refused_in_its_place() {
    let (text, _) = answered(TRUNK);
    assert_eq!(lines(&text, "m="), ["m=audio 20000 RTP/AVP 8 97", "m=image 0 udptl t38"]);
    let (text, _) = answered(BARESIP);
    assert_eq!(lines(&text, "m="), ["m=audio 20000 RTP/AVP 8", "m=video 0 RTP/AVP 98"]);
    assert_eq!(lines(&text, "a=rtcp-mux").len(), 1);
    let encrypted_first =
        format!("{}m=audio 6002 RTP/AVP 0\n", SIPP.replace("m=audio 6000 RTP/AVP 8", "m=audio 6000 RTP/SAVP 8 0"));
    let (text, agreed) = answered(&encrypted_first);
    assert_eq!(lines(&text, "m="), ["m=audio 0 RTP/SAVP 8", "m=audio 20000 RTP/AVP 0"]);
    assert_eq!(agreed.remote.port(), 6002);
    let two_audio = format!("{SIPP}m=audio 6002 RTP/AVP 0\n");
    assert_eq!(lines(&answered(&two_audio).0, "m="), ["m=audio 20000 RTP/AVP 8", "m=audio 0 RTP/AVP 0"]);
}

#[test]
fn hold_is_mirrored_and_known() {
    // Attribute, address, our direction, may send, may receive, is held.
    let cases = [
        ("sendrecv", "192.168.1.20", "sendrecv", true, true, false),
        ("sendonly", "192.168.1.20", "recvonly", false, true, true),
        ("recvonly", "192.168.1.20", "sendonly", true, false, false),
        ("inactive", "192.168.1.20", "inactive", false, false, true),
        ("sendrecv", "0.0.0.0", "recvonly", false, true, true),
        ("sendonly", "0.0.0.0", "recvonly", false, true, true),
    ];
    for (attribute, address, ours, may_send, may_receive, is_held) in cases {
        let offer = YEALINK.replace("a=sendrecv", &format!("a={attribute}"));
        let offer = offer.replace("c=IN IP4 192.168.1.20", &format!("c=IN IP4 {address}"));
        let (text, agreed) = answered(&offer);
        assert_eq!(text.lines().last(), Some(format!("a={ours}").as_str()), "{attribute} {address}");
        let found = (agreed.may_send, agreed.may_receive, agreed.is_held);
        assert_eq!(found, (may_send, may_receive, is_held), "{attribute} {address}");
    }
    let for_all = SIPP.replace("t=0 0\n", "t=0 0\na=sendonly\n");
    assert!(answered(&for_all).1.is_held);
    let overruled = for_all.replace("RTP/AVP 8\n", "RTP/AVP 8\na=sendrecv\n");
    assert!(!answered(&overruled).1.is_held);
}

#[test]
fn the_medium_s_own_address_and_rtcp_count() {
    let offer = SIPP.replace("AVP 8\n", "AVP 8\nc=IN IP4 203.0.113.5/127\na=rtcp:7001 IN IP4 203.0.113.6\n");
    let agreed = answered(&offer).1;
    assert_eq!(agreed.remote, "203.0.113.5:6000".parse().expect("an address"));
    assert_eq!(agreed.remote_rtcp, "203.0.113.6:7001".parse().expect("an address"));
    let muxed = answered(BARESIP).1;
    assert_eq!(muxed.remote_rtcp, muxed.remote);
}

#[test]
fn ptime_counts_between_10_and_60() {
    let cases = [
        ("20", Some(20)),
        ("10", Some(10)),
        ("60", Some(60)),
        ("20.0", Some(20)),
        ("5", None),
        ("200", None),
        ("x", None),
    ];
    for (said, expected) in cases {
        let remote = Remote::parse(&YEALINK.replace("ptime:20", &format!("ptime:{said}"))).expect("a good offer");
        assert_eq!(remote.ptime, expected, "{said}");
    }
}

#[test]
fn our_offer_is_understood_and_its_answer_accepted() {
    let text = offer(local(), (9, 2));
    assert_eq!(lines(&text, "m="), ["m=audio 20000 RTP/AVP 8 0 9 111 101"]);
    let remote = Remote::parse(&text).expect("our own offer");
    assert_eq!(remote.codecs.iter().map(|c| c.codec).collect::<Vec<_>>(), PREFERENCE);
    let agreed = accept(&Remote::parse(YEALINK).expect("an answer")).expect("G.722 first");
    assert_eq!((agreed.codec, agreed.telephone_event), (Codec::G722, Some(101)));
    let local = "[2001:db8::1]:4000".parse().expect("an address");
    assert!(offer(local, (1, 1)).contains("c=IN IP6 2001:db8::1\r\n"));
}

#[test]
fn what_cannot_be_used_is_refused_in_words() {
    let huge = format!("v=0\r\n{}", "a=x\r\n".repeat(20_000));
    let long = format!("v=0\r\n{}", "a=x\r\n".repeat(1_200));
    let crowded = format!("{SIPP}{}", "m=audio 6000 RTP/AVP 8\n".repeat(20));
    let formats = SIPP.replace("AVP 8", &format!("AVP{}", " 8".repeat(80)));
    let named = SIPP.replace("c=IN IP4 127.0.0.1", "c=IN IP4 phone.example.com");
    let group = SIPP.replace("c=IN IP4 127.0.0.1", "c=IN IP4 239.1.1.1/127");
    let nowhere = SIPP.replace("c=IN IP4 127.0.0.1\n", "");
    // Text, the error's words.
    let cases = [
        ("", "the description does not begin with `v=0`"),
        ("hello", "the description does not begin with `v=0`"),
        ("v=1\r\n", "the description does not begin with `v=0`"),
        ("v=0\r\n", "there is no plain RTP audio in the description"),
        (&huge, "the description has more than 65536 bytes"),
        (&long, "the description has more than 1000 lines"),
        (&crowded, "the description has more than 16 media"),
        (&formats, "line 6: `m=` names more than 64 formats"),
        (&SIPP.replace("6000", "66000"), "line 6: the port is not a number up to 65535"),
        (&SIPP.replace("6000", "0"), "there is no plain RTP audio in the description"),
        (&SIPP.replace("RTP/AVP", "RTP/SAVP"), "there is no plain RTP audio in the description"),
        (&SIPP.replace("AVP 8", "AVP 18"), "the audio has no codec we share"),
        (&named, "the audio has no IP address to send to"),
        (&group, "the audio has no IP address to send to"),
        (&nowhere, "the audio has no IP address to send to"),
        (
            &SIPP.replace("m=audio 6000 RTP/AVP 8", "m=audio"),
            "line 6: `m=` wants a medium, a port, a protocol and formats",
        ),
    ];
    for (text, expected) in cases {
        let outcome = Remote::parse(text).and_then(|remote| answer(&remote, local(), (1, 1)));
        assert_eq!(outcome.expect_err(expected).to_string(), expected);
    }
}

#[test]
fn bytes_of_any_encoding_are_read() {
    let mut bytes = YEALINK.replace("SDP data", "?").into_bytes();
    let at = bytes.iter().position(|&b| b == b'?').expect("the session name");
    bytes[at] = 0xC4; // Half a GBK character.
    assert!(Remote::from_bytes(&bytes).is_ok());
    assert_eq!(Remote::from_bytes(&vec![b'a'; 70_000]), Err(SdpError::TooLarge));
}

/// A real offer with bytes overwritten, cut out, doubled or shuffled.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let start = prop::sample::select(vec![YEALINK, SIPP, TRUNK, BARESIP]);
    let change = (any::<prop::sample::Index>(), 0..4u8, any::<u8>(), 1..40usize);
    (start, prop::collection::vec(change, 0..12)).prop_map(|(start, changes)| {
        let mut bytes = start.as_bytes().to_vec();
        for (index, kind, byte, length) in changes {
            if bytes.is_empty() {
                break;
            }
            let at = index.index(bytes.len());
            let end = (at + length).min(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => drop(bytes.drain(at..end)),
                2 => {
                    let piece = bytes[at..end].to_vec();
                    bytes.splice(at..at, piece);
                }
                _ => bytes[at..end].reverse(),
            }
        }
        bytes
    })
}

proptest! {
    #[test]
    fn no_text_makes_us_panic_and_every_answer_can_be_read(bytes in mutated()) {
        if let Ok(remote) = Remote::from_bytes(&bytes) {
            let _ = accept(&remote);
            if let Ok((text, agreed)) = answer(&remote, local(), (1, 2)) {
                let ours = Remote::parse(&text).expect("our answer is well-formed");
                prop_assert_eq!(ours.codecs.as_slice(), &[CodecPt { codec: agreed.codec, pt: agreed.pt }]);
                prop_assert_eq!(ours.media.len(), remote.media.len());
                prop_assert_eq!(ours.address, Some(local()));
                prop_assert!(text.is_ascii());
            }
        }
    }

    #[test]
    fn noise_does_not_make_us_panic(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        let _ = Remote::from_bytes(&bytes);
        let _ = Remote::from_bytes(&[b"v=0\r\n".as_slice(), &bytes].concat());
    }
}
