//! Just enough SIP text for a well-behaved peer. RFC 3261 §7, §20.

/// A parsed message that borrows its datagram.
#[derive(Debug)]
pub struct Message<'a> {
    pub start: &'a str,
    headers: Vec<(&'a str, &'a str)>,
    pub body: &'a str,
}

impl<'a> Message<'a> {
    /// `None` for anything that is not a SIP message in UTF-8.
    pub fn parse(datagram: &'a [u8]) -> Option<Self> {
        let text = std::str::from_utf8(datagram).ok()?;
        let (head, body) = text.split_once("\r\n\r\n")?;
        let mut lines = head.split("\r\n");
        let start = lines.next()?;
        let headers = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (long_name(name.trim()), value.trim()))
            .collect();
        Some(Self { start, headers, body })
    }

    pub fn header(&self, name: &str) -> Option<&'a str> {
        self.all(name).next()
    }

    pub fn all(&self, name: &str) -> impl Iterator<Item = &'a str> {
        let name = name.to_owned();
        self.headers.iter().filter(move |(n, _)| n.eq_ignore_ascii_case(&name)).map(|(_, value)| *value)
    }

    /// Status of a response; `None`: it is a request.
    pub fn status(&self) -> Option<u16> {
        self.start.strip_prefix("SIP/2.0 ")?.get(..3)?.parse().ok()
    }

    pub fn method(&self) -> &'a str {
        self.start.split(' ').next().unwrap_or_default()
    }

    /// The method of the `CSeq`, which names the transaction that a response belongs to.
    pub fn cseq_method(&self) -> &'a str {
        self.header("CSeq").and_then(|value| value.split_whitespace().nth(1)).unwrap_or_default()
    }

    pub fn cseq_number(&self) -> u32 {
        self.header("CSeq").and_then(|value| value.split_whitespace().next()?.parse().ok()).unwrap_or(0)
    }

    /// User part of the URI in a `From` or `To` value.
    pub fn user_of(value: &str) -> &str {
        let after = value.split_once("sip:").map_or("", |(_, rest)| rest);
        after.split(['@', '>', ';']).next().unwrap_or_default()
    }

    /// The URI between `<` and `>`.
    pub fn uri_of(value: &str) -> &str {
        value.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map_or(value, |(uri, _)| uri)
    }
}

/// Compact forms, RFC 3261 §7.3.3.
fn long_name(name: &str) -> &str {
    match name {
        "v" | "V" => "Via",
        "f" | "F" => "From",
        "t" | "T" => "To",
        "i" | "I" => "Call-ID",
        "m" | "M" => "Contact",
        "c" | "C" => "Content-Type",
        "l" | "L" => "Content-Length",
        _ => name,
    }
}

/// An audio SDP for one port: PCMA, PCMU and telephone-event. RFC 4566, RFC 4733.
pub fn sdp(rtp: std::net::SocketAddr, direction: &str) -> String {
    let (ip, port) = (rtp.ip(), rtp.port());
    format!(
        "v=0\r\no=- 1 1 IN IP4 {ip}\r\ns=-\r\nc=IN IP4 {ip}\r\nt=0 0\r\nm=audio {port} RTP/AVP 8 0 101\r\n\
         a=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n\
         a=ptime:20\r\na={direction}\r\n"
    )
}

/// Where the SDP wants RTP to go, and its first payload type.
pub fn sdp_target(sdp: &str) -> Option<(std::net::SocketAddr, u8)> {
    let ip = sdp.lines().find_map(|line| line.trim().strip_prefix("c=IN IP4 "))?.parse().ok()?;
    let media = sdp.lines().find_map(|line| line.trim().strip_prefix("m=audio "))?;
    let mut words = media.split_whitespace();
    let port = words.next()?.parse().ok()?;
    let payload_type = words.nth(1)?.parse().ok()?;
    Some((std::net::SocketAddr::new(ip, port), payload_type))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_needs() {
        let text = "SIP/2.0 180 Ringing\r\nv: SIP/2.0/UDP a\r\nf: <sip:100@h>;tag=1\r\nCSeq: 7 INVITE\r\n\r\nbody";
        let message = Message::parse(text.as_bytes()).expect("a response");
        assert_eq!(message.status(), Some(180));
        assert_eq!(message.cseq_method(), "INVITE");
        assert_eq!(message.cseq_number(), 7);
        assert_eq!(message.header("Via"), Some("SIP/2.0/UDP a"));
        assert_eq!(Message::user_of(message.header("From").unwrap_or_default()), "100");
        assert_eq!(message.body, "body");
    }

    #[test]
    fn sdp_round_trip() {
        let address = "127.0.0.1:4000".parse().expect("an address");
        assert_eq!(sdp_target(&sdp(address, "sendrecv")), Some((address, 8)));
    }
}
