//! Phones: `telephony/phones.yaml`, and the demo's own. Passwords leave this file only as digests.

use crate::centre::Centre;
use crate::files::Sources;
use crate::limits::PHONES_MAX;
use crate::problem::Problems;
use crate::repeat::{Repeat, fill};
use crate::trunks;
use crate::yaml::{At, check_key, line, parse};
use md5::Md5;
use model::{Phone, PhoneAddress};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    /// Key and SIP user.
    phone: At<String>,
    repeat: Option<Repeat>,
    /// Fixed phones: where they are.
    address: Option<At<String>>,
    /// Registering phones: the password, in the demo only …
    password: Option<At<String>>,
    /// … else its digests, hex: H(user:realm:password).
    ha1_md5: Option<At<String>>,
    ha1_sha256: Option<At<String>>,
}

pub(crate) fn read(sources: &Sources, centre: &Centre, problems: &mut Problems) -> Vec<Phone> {
    let mut phones: Vec<Phone> = Vec::new();
    let mut keys = BTreeSet::new();
    for file in trunks::files(sources, "phones.yaml") {
        let Some(entries) = parse::<Vec<Raw>>(file, problems) else { continue };
        for raw in entries {
            let at = line(&raw.phone);
            let numbers = match Repeat::numbers(raw.repeat, PHONES_MAX - phones.len().min(PHONES_MAX)) {
                Ok(numbers) => numbers,
                Err(message) => {
                    problems.add(&file.name, at, message);
                    continue;
                }
            };
            for number in numbers {
                let key = match fill(&raw.phone.value, number) {
                    Ok(key) => At::new(key, raw.phone.referenced, raw.phone.defined),
                    Err(message) => {
                        problems.add(&file.name, at, message);
                        break;
                    }
                };
                check_key(&file.name, &key, problems);
                if !keys.insert(key.value.clone()) {
                    let message = format!("a second phone has the key `{}`; choose another", key.value);
                    problems.add(&file.name, at, message);
                    break;
                }
                match address(&file.name, &key.value, &raw, centre, problems) {
                    Some(address) => phones.push(Phone { key: key.value.into(), address }),
                    None => break,
                }
            }
        }
    }
    phones
}

fn address(file: &str, user: &str, raw: &Raw, centre: &Centre, problems: &mut Problems) -> Option<PhoneAddress> {
    let realm = &centre.sip_realm;
    match (&raw.address, &raw.password, &raw.ha1_md5, &raw.ha1_sha256) {
        (Some(address), None, None, None) => {
            trunks::address(file, address, problems).map(|address| PhoneAddress::Fixed { address })
        }
        (None, Some(password), None, None) => {
            if !file.starts_with("demo/") {
                let message = format!(
                    "a password in clear is for the demo only; write `ha1_md5` and `ha1_sha256` of `{user}:{realm}:password`"
                );
                problems.add(file, line(password), message);
                return None;
            }
            let secret = format!("{user}:{realm}:{}", password.value);
            Some(PhoneAddress::Registers {
                realm: realm.clone(),
                ha1_md5: hex::encode(Md5::digest(&secret)),
                ha1_sha256: hex::encode(Sha256::digest(&secret)),
            })
        }
        (None, None, Some(md5), Some(sha256)) => {
            for (digest, length) in [(md5, 32), (sha256, 64)] {
                if digest.value.len() != length || !digest.value.chars().all(|c| c.is_ascii_hexdigit()) {
                    problems.add(file, line(digest), format!("this digest has {length} hexadecimal digits"));
                }
            }
            Some(PhoneAddress::Registers {
                realm: realm.clone(),
                ha1_md5: md5.value.to_lowercase(),
                ha1_sha256: sha256.value.to_lowercase(),
            })
        }
        _ => {
            let message = format!(
                "the phone `{user}` needs either `address` (a fixed phone) or both `ha1_md5` and `ha1_sha256` (it registers)"
            );
            problems.add(file, line(&raw.phone), message);
            None
        }
    }
}
