//! Trunks: `telephony/trunks.yaml`, and the demo's own.

use crate::files::{Sources, Text};
use crate::limits::TRUNKS_MAX;
use crate::problem::Problems;
use crate::yaml::{At, Entries, check_key, line, parse};
use model::Trunk;
use serde::Deserialize;
use std::net::{IpAddr, SocketAddr};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    /// `192.0.2.1`, `192.0.2.1:5060` or `192.0.2.0/24`.
    sources: Vec<At<String>>,
    outbound: Option<At<String>>,
    calls_max: At<u32>,
}

pub(crate) fn files<'a>(sources: &'a Sources, name: &str) -> impl Iterator<Item = &'a Text> {
    [sources.file("telephony", name), sources.file("demo", name)].into_iter().flatten()
}

pub(crate) fn read(sources: &Sources, problems: &mut Problems) -> Vec<Trunk> {
    const FILES: [&str; 2] = ["trunks.yaml", "phones.yaml"];
    let telephony = sources.folder("telephony");
    for text in telephony.iter().filter(|text| !FILES.iter().any(|file| text.name.ends_with(&format!("/{file}")))) {
        problems.add(
            &text.name,
            1,
            format!("telephony/ has the files {}; rename or remove this one", FILES.join(", ")),
        );
    }
    let mut trunks: Vec<Trunk> = Vec::new();
    for file in files(sources, "trunks.yaml") {
        let Some(entries) = parse::<Entries<Raw>>(file, problems) else { continue };
        for (key, raw) in entries.0 {
            check_key(&file.name, &key, problems);
            if trunks.iter().any(|trunk| *trunk.key == key.value) {
                let message = format!("a second trunk has the key `{}`; choose another", key.value);
                problems.add(&file.name, line(&key), message);
            }
            if trunks.len() == TRUNKS_MAX {
                problems.add(&file.name, line(&key), format!("more than {TRUNKS_MAX} trunks"));
            }
            trunks.push(trunk(&file.name, key, raw, problems));
        }
    }
    trunks
}

fn trunk(file: &str, key: At<String>, raw: Raw, problems: &mut Problems) -> Trunk {
    let mut sources = Vec::new();
    let mut networks = Vec::new();
    for source in &raw.sources {
        let text = source.value.as_str();
        if let Ok(ip) = text.parse::<IpAddr>() {
            sources.push((ip, None));
        } else if let Ok(address) = text.parse::<SocketAddr>() {
            sources.push((address.ip(), Some(address.port())));
        } else if let Some(network) = network(text) {
            networks.push(network);
        } else {
            let message = format!("`{text}` is not an address; write `192.0.2.1`, `192.0.2.1:5060` or `192.0.2.0/24`");
            problems.add(file, line(source), message);
        }
    }
    if raw.sources.is_empty() && raw.outbound.is_none() {
        let message = format!("the trunk `{}` has neither sources nor `outbound`; it can carry no call", key.value);
        problems.add(file, line(&key), message);
    }
    if raw.calls_max.value == 0 {
        problems.add(file, line(&raw.calls_max), "`calls_max` is 0; write how many calls the trunk carries at once");
    }
    let outbound = raw.outbound.and_then(|outbound| address(file, &outbound, problems));
    Trunk { key: key.value.into(), sources, networks, outbound, calls_max: raw.calls_max.value }
}

fn network(text: &str) -> Option<(IpAddr, u8)> {
    let (ip, bits) = text.split_once('/')?;
    let (ip, bits): (IpAddr, u8) = (ip.parse().ok()?, bits.parse().ok()?);
    (bits <= if ip.is_ipv4() { 32 } else { 128 }).then_some((ip, bits))
}

/// `192.0.2.1:5060`.
pub(crate) fn address(file: &str, text: &At<String>, problems: &mut Problems) -> Option<SocketAddr> {
    match text.value.parse::<SocketAddr>() {
        Ok(address) if address.port() != 0 && !address.ip().is_unspecified() => Some(address),
        _ => {
            let message = format!("`{}` is not an address with port; write for example `192.0.2.1:5060`", text.value);
            problems.add(file, line(text), message);
            None
        }
    }
}
